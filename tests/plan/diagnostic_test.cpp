// SPDX-License-Identifier: Apache-2.0
#include "plan/diagnostic.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

namespace {

Diagnostic found(Severity severity, Mark mark, const std::string& rule) {
  return {severity, mark, rule, "limit '> 1' has no unit", "write 1%"};
}

} // namespace

TEST_CASE("a diagnostic is one line with place, severity, message, remedy and rule") {
  CHECK(format_diagnostic("plan.yaml", found(Severity::error, {12, 7}, "limit-unit")) ==
        "plan.yaml:12:7: error: limit '> 1' has no unit; write 1% [limit-unit]");
  Diagnostic whole = found(Severity::warning, {}, "rollback-unverified");
  whole.remedy.clear();
  CHECK(format_diagnostic("plan.yaml", whole) ==
        "plan.yaml: warning: limit '> 1' has no unit [rollback-unverified]");
}

TEST_CASE("warnings alone are no errors") {
  CHECK_FALSE(has_errors({}));
  CHECK_FALSE(has_errors({found(Severity::warning, {1, 1}, "a")}));
  CHECK(has_errors({found(Severity::warning, {1, 1}, "a"), found(Severity::error, {1, 1}, "b")}));
}

TEST_CASE("diagnostics stand in the order of the file and exact repeats are dropped") {
  std::vector<Diagnostic> list{
      found(Severity::error, {9, 1}, "b"), found(Severity::error, {2, 5}, "z"),
      found(Severity::error, {2, 5}, "a"), found(Severity::error, {2, 1}, "z"),
      found(Severity::error, {9, 1}, "b")};
  list.push_back(list.front());
  list.back().message = "another";
  sort_diagnostics(list);
  REQUIRE(list.size() == 5);
  CHECK(list[0].mark == Mark{2, 1});
  CHECK(list[1].rule == "a");
  CHECK(list[2].rule == "z");
  CHECK(list[3].mark == Mark{9, 1});
  CHECK(list[3].message != list[4].message);
}
