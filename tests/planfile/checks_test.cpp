// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

const char* const k_uat = "{ ask: \"UAT passed\", role: owner }";

plan::Check load_check(const std::string& text) {
  const auto loaded = load_plan(sound_plan_with(k_uat, text), environment_of({}));
  INFO(text);
  REQUIRE(loaded.diagnostics.empty());
  return loaded.plan.before.front();
}

} // namespace

TEST_CASE("a check asks for a number within a limit, and for named values") {
  const auto asked = load_check("{ ask: \"How much?\", limit: \">= 80%\", values: [dataset] }");
  REQUIRE(asked.limit);
  CHECK(asked.limit->text == ">= 80%");
  CHECK(asked.limit_mark.line > 0);
  CHECK(asked.values == std::vector<std::string>{"dataset"});
  CHECK_FALSE(asked.drilled);
  const auto run = load_check("{ run: [./coverage], limit: \">= 80%\", unit: \"%\", every: 5s }");
  CHECK(run.unit.symbol == "%");
  CHECK(run.every == seconds(5));
}

TEST_CASE("a check is repeated in a phase") {
  const auto loaded = load_plan(
      sound_plan_with("observe: 24h", "observe: 24h, checks: { shadow: { run: [./compare], "
                                      "repeat: 4h, items: true, role: owner } }"),
      environment_of({}));
  REQUIRE(loaded.diagnostics.empty());
  const auto& check = loaded.plan.phases.back().checks.front();
  CHECK(check.repeat == hours(4));
  CHECK(check.items);
  CHECK(check.role == "owner");
}

TEST_CASE("what a kind of check cannot have is refused") {
  check_mistakes({
      {k_uat, "{ ask: \"OK?\", items: true }", "items: true", "unknown-key"},
      {k_uat, "{ run: [./a], values: [x] }", "values: [x]", "unknown-key"},
      {k_uat, "{ probe: \"GET http://h/\", limit: \"> 1\" }", "limit: \"> 1\"", "unknown-key"},
      {k_uat, "{ ask: \"OK?\", values: [value] }", "value] }", "reserved-id"},
      {k_uat, "{ run: [./a], drilled: true }", "drilled: true", "unknown-key"},
      {k_uat, "{ ask: \"OK?\", values: [a-b] }", "a-b] }", "bad-name"},
      {k_uat, "{ ask: \"OK?\", limit: \"80%\" }", "80%\" }", "bad-limit"},
  });
}
