// SPDX-License-Identifier: Apache-2.0
#include "reader/kinds.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace relctl::reader;
using nlohmann::json;

namespace {

std::string answer_to(const std::string& input, const std::string& program) {
  const json request{{"input", input}, {"programs", {program}}};
  const json answer = json::parse(answer_jq(request.dump())).at("answers").at(0);
  if (answer.contains("number"))
    return answer.at("number").dump();
  return answer.at("cause").get<std::string>() + ": " + answer.at("detail").get<std::string>();
}

} // namespace

TEST_CASE("one number is the answer") {
  CHECK(answer_to(R"({"error_rate":0.25})", ".error_rate") == "0.25");
  CHECK(answer_to(R"({"at":"2026-11-22T02:15:53Z"})", ".at | fromdateiso8601") == "1795313753.0");
  CHECK(answer_to("[1,2,3]", "add / length") == "2.0");
}

TEST_CASE("why a program gave no number is told apart") {
  struct Row {
    const char* input;
    const char* program;
    const char* answer;
  };
  const Row rows[] = {
      {"{}", ".error_rate", "nodata: the query gave null"},
      {"[]", ".[]", "nodata: the query gave nothing"},
      {"[1,2]", ".[]", "many: several values where one is due; the first are 1 and 2"},
      {"0", "nan", "nan: the query gave NaN"},
      {"1", "infinite", "nan: the query gave +Inf"},
      {R"("0.5")", ".", "provider_error: the query gave \"0.5\", not a number"},
      {"true", ".", "provider_error: the query gave true, not a number"},
      {"[1]", ".", "provider_error: the query gave [1], not a number"},
      {R"({"a":1})", ".a.b", "provider_error: Cannot index number with string \"b\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input, row.program);
    CHECK(answer_to(row.input, row.program) == row.answer);
  }
  CHECK(answer_to("1", "this is").rfind("provider_error: the query is no jq program: ", 0) == 0);
  CHECK(answer_to("<html>", ".").rfind("provider_error: no JSON: ", 0) == 0);
}

TEST_CASE("one bad program leaves the others alone") {
  const json request{{"input", "{\"a\":1}"}, {"programs", {".a", ".a.b", ".b"}}};
  const json answers = json::parse(answer_jq(request.dump())).at("answers");
  CHECK(answers.at(0).at("number") == 1.0);
  CHECK(answers.at(1).at("cause") == "provider_error");
  CHECK(answers.at(2).at("cause") == "nodata");
}

TEST_CASE("a kind is found by its name") {
  CHECK(find_kind("jq") == answer_jq);
  CHECK(find_kind("nonsense") == nullptr);
}
