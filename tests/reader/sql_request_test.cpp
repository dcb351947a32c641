// SPDX-License-Identifier: Apache-2.0
#include "reader/sql_request.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::reader;

namespace {

SqlRequest two_questions_at_three_times() {
  SqlRequest request;
  request.questions = {{"value", {{"1"}, {"2"}, {"3"}}}, {"volume", {{"1"}, {"2"}, {"3"}}}};
  return request;
}

/// What was answered when each question costs one, `-` for a timeout.
std::string answered(int time) {
  int spent = 0;
  std::string text;
  const auto answers = answers_in_time(
      two_questions_at_three_times(), [&] { return spent >= time; },
      [&](const std::string&, const std::vector<SqlValue>& row) {
        ++spent;
        return number_answer(std::stod(std::get<std::string>(*row.at(0))));
      });
  for (const Answer& answer : answers) {
    if (!answer.number)
      CHECK(answer.cause == "timeout");
    text += answer.number ? std::to_string(static_cast<int>(*answer.number)) : "-";
  }
  return text;
}

} // namespace

TEST_CASE("when the time is over, whole times have been answered and the rest is late") {
  CHECK(answered(7) == "123123");
  CHECK(answered(5) == "12-12-");
  CHECK(answered(3) == "1--1--");
}

TEST_CASE("the first time is always asked about, with all of its questions") {
  CHECK(answered(0) == "1--1--");
}
