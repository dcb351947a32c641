// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("enough names a metric, in a phase that is observed, and more than nothing") {
  plan::Plan plan = a_plan();
  plan.metrics.push_back(a_metric("orders"));
  CHECK(rules_of(plan) == Rules{"warning: metric-unused"});
  plan.phases[0].enough = plan::Enough{"orders", 200.0, {}};
  CHECK(rules_of(plan).empty());
  SECTION("another metric") {
    plan.phases[0].enough->metric = "oders";
    plan.metrics.pop_back();
    CHECK(rules_of(plan) == Rules{"error: unknown-metric"});
  }
  SECTION("nothing to end early") {
    plan.phases[0].observe = plan.phases[0].observe_max = {};
    plan.phases[0].approve = {{"owner", {}}};
    CHECK(rules_of(plan) == Rules{"error: enough-without-observe"});
  }
  SECTION("nothing") {
    plan.phases[0].enough->at_least = 0.0;
    CHECK(rules_of(plan) == Rules{"warning: enough-without-effect"});
  }
}
