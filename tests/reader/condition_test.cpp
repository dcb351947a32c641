// SPDX-License-Identifier: Apache-2.0
#include "reader/condition.hpp"

#include <catch2/catch.hpp>

using namespace relctl::reader;

namespace {

JqDocument document(const std::string& json) {
  return std::move(JqDocument::parse(json).value());
}

} // namespace

TEST_CASE("a condition holds when it gives one true") {
  const JqDocument ready =
      document(R"({"admitted": true, "failed_checks": [], "replay_passed": true})");
  CHECK_FALSE(condition_objection(
      ready, ".admitted == true and (.failed_checks | length) == 0 and .replay_passed"));
}

TEST_CASE("a condition that does not hold tells what stands where it looked") {
  const JqDocument ready = document(R"({"admitted": false, "failed_checks": ["replay"]})");
  CHECK(condition_objection(ready, ".admitted == true and (.failed_checks | length) == 0") ==
        "wanted .admitted == true and (.failed_checks | length) == 0; .admitted is false, "
        ".failed_checks is [\"replay\"]");
  CHECK(condition_objection(ready, ".admitted, .admitted") ==
        "the condition gave several values, where one true or false is due");
  CHECK(condition_objection(ready, ".failed_checks[0]") ==
        "the condition gave \"replay\", where true or false is due");
  CHECK(condition_objection(ready, "empty").has_value());
  CHECK(condition_objection(ready, ".admitted ==")->starts_with("the condition is no jq program"));
}

TEST_CASE("the paths of a program are those outside its strings, each once") {
  using Paths = std::vector<std::string>;
  CHECK(paths_in(".a.b == 1 and .a.b < .c") == Paths{".a.b", ".c"});
  CHECK(paths_in("\".no \\\" .no\" == .yes") == Paths{".yes"});
  CHECK(paths_in("1.5 < .x and (.y | length) > .5") == Paths{".x", ".y"});
  CHECK(paths_in(".").empty());
}

TEST_CASE("text, numbers and booleans are captured, anything else is not") {
  const JqDocument answer = document(R"({"id": "c 1/2", "n": 17, "list": [1]})");
  CHECK(captured_text(answer, ".id") == "c 1/2");
  CHECK(captured_text(answer, ".n") == "17");
  CHECK_FALSE(captured_text(answer, ".list"));
  CHECK_FALSE(captured_text(answer, ".missing"));
  CHECK_FALSE(captured_text(answer, "empty"));
  CHECK_FALSE(captured_text(answer, ".id, .n"));
}

TEST_CASE("a long text is captured whole") {
  const std::string token(5000, 'x');
  CHECK(captured_text(document("{\"token\": \"" + token + "\"}"), ".token") == token);
}
