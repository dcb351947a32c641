// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;

TEST_CASE("things are found by id, and nothing is found for an unknown one") {
  const Plan plan = test::a_plan();
  CHECK(find_metric(plan, "error_rate") == &plan.metrics[0]);
  CHECK(find_source(plan, "prom") == &plan.sources[0]);
  CHECK(find_phase(plan, "p50") == &plan.phases[2]);
  CHECK(find_role(plan, "owner") == &plan.roles[0]);
  CHECK(find_threshold(plan, "error-rate") == &plan.thresholds[0]);
  CHECK(find_metric(plan, "error-rate") == nullptr);
  CHECK(find_phase(plan, "") == nullptr);
}

TEST_CASE("steps are found forward, in the rollback and in its verification") {
  const Plan plan = test::a_plan();
  CHECK(find_step(plan, "shift") == &plan.steps[0]);
  CHECK(find_step(plan, "shift-back") == &plan.rollback.steps[0]);
  CHECK(find_step(plan, "smoke") == &plan.rollback.verify[0]);
  CHECK(find_step(plan, "none") == nullptr);
}

TEST_CASE("a threshold without scope applies everywhere, one with scope there only") {
  const Plan plan = test::a_plan();
  Threshold threshold = plan.thresholds[0];
  CHECK(applies(threshold, plan.phases[0]));
  threshold.phases = {"p50", "bake"};
  CHECK_FALSE(applies(threshold, plan.phases[0]));
  CHECK(applies(threshold, plan.phases[2]));
  CHECK(applies(threshold, plan.phases[4]));
}

TEST_CASE("a hold lasts 24 hours and then asks, unless plan or threshold say otherwise") {
  using Then = HoldPolicy::Then;
  Plan plan = test::a_plan();
  Threshold& threshold = plan.thresholds[0];
  CHECK(hold_policy(plan, &threshold, Cause::nodata).within == hours(24));
  CHECK(hold_policy(plan, nullptr, Cause::nodata).then == Then::ask);
  plan.holds[Cause::nodata] = {minutes(20), Then::rollback};
  CHECK(hold_policy(plan, &threshold, Cause::nodata).within == minutes(20));
  CHECK(hold_policy(plan, &threshold, Cause::nan).within == hours(24));
  threshold.unknown[Cause::nodata] = {minutes(5), Then::hold};
  CHECK(hold_policy(plan, &threshold, Cause::nodata).within == minutes(5));
  CHECK(hold_policy(plan, &threshold, Cause::nodata).then == Then::hold);
  CHECK(hold_policy(plan, nullptr, Cause::nodata).within == minutes(20));
}

TEST_CASE("a metric without each has one nameless series") {
  Metric metric = test::a_metric("p95");
  CHECK(series_of(metric) == std::vector<std::string>{""});
  metric.each = Each{"endpoint", {"swap", "share"}};
  CHECK(series_of(metric) == std::vector<std::string>{"swap", "share"});
}
