// SPDX-License-Identifier: Apache-2.0
#include "metrics/reader_program.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

ports::ProcessReply printed(const std::string& output) {
  ports::ProcessReply reply;
  reply.started = true;
  reply.exit_code = 0;
  reply.output = output;
  reply.output_bytes = output.size();
  return reply;
}

} // namespace

TEST_CASE("the process that compiles gets every program at once") {
  const auto process = metrics::compile_process("/opt/relctl-reader", {".a", ".b |"});
  CHECK(process.argv.front() == "/opt/relctl-reader");
  CHECK(process.argv.at(1) == "compile");
  CHECK(process.input == R"({"programs":[".a",".b |"]})");
  CHECK(process.environment.empty());
}

TEST_CASE("the mistakes of programs are one for each, and nothing else") {
  const auto mistakes =
      metrics::compile_mistakes(printed(R"({"mistakes":["","syntax error"]})"), 2);
  REQUIRE(mistakes);
  CHECK(*mistakes == std::vector<std::string>{"", "syntax error"});
  for (const char* other : {R"({"mistakes":[""]})", R"({"mistakes":["",1]})", R"({"mistakes":{}})",
                            R"(["",""])", "{}", "", "jq: error"})
    CHECK_FALSE(metrics::compile_mistakes(printed(other), 2));
}

TEST_CASE("a process that compiled nothing is no verdict on the programs") {
  ports::ProcessReply slow = printed("");
  slow.timed_out = true;
  const auto mistakes = metrics::compile_mistakes(slow, 1);
  REQUIRE_FALSE(mistakes);
  CHECK(mistakes.error().message == "relctl-reader took longer than 20s");
}
