// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("the plan that tests start from has neither mistakes nor suspicions") {
  for (const auto& found : plan::validate(a_plan()))
    FAIL(plan::format_diagnostic("plan", found));
  CHECK(rules_of(a_plan()).empty());
}

TEST_CASE("every mistake is reported in one go, in the order of the file") {
  plan::Plan plan = a_plan();
  plan.metrics[0].source = "prometheus";
  plan.metrics[0].mark = {9, 3};
  plan.phases[1].enter = {"shfit"};
  plan.phases[1].mark = {20, 3};
  plan.rollback.steps.clear();
  plan.rollback.mark = {4, 1};
  CHECK(rules_of(plan) ==
        Rules{"error: rollback-without-steps", "error: unknown-source", "error: unknown-step"});
}

TEST_CASE("an empty plan is refused, not a crash") {
  const auto rules = rules_of(plan::Plan{});
  CHECK(std::count(rules.begin(), rules.end(), "error: no-phases") == 1);
  CHECK(std::count(rules.begin(), rules.end(), "error: rollback-without-steps") == 1);
}
