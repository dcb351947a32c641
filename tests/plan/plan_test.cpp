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
  CHECK(find_phase(plan, "main", "p50") == &plan.phases[2]);
  CHECK(find_role(plan, "owner") == &plan.roles[0]);
  CHECK(find_threshold(plan, "error-rate") == &plan.thresholds[0]);
  CHECK(find_metric(plan, "error-rate") == nullptr);
  CHECK(find_phase(plan, "main", "") == nullptr);
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

TEST_CASE("a scope names phases, tracks, or the phase of a track") {
  Threshold threshold = test::a_plan().thresholds[0];
  Phase phase = test::a_phase("p10", "10%", minutes(5));
  phase.track = "write";
  const auto applies_to = [&](const char* name) {
    threshold.phases = {name};
    return applies(threshold, phase);
  };
  CHECK(applies_to("p10"));
  CHECK(applies_to("write"));
  CHECK(applies_to("write/p10"));
  CHECK_FALSE(applies_to("read"));
  CHECK_FALSE(applies_to("read/p10"));
  CHECK_FALSE(applies_to("write/p25"));
}

TEST_CASE("a phase is named with its track where the plan declares tracks") {
  Plan plan = test::a_plan();
  CHECK(phase_name(plan.phases[1]) == "p20");
  CHECK(phases_named(plan, "p20") == std::vector<const Phase*>{&plan.phases[1]});
  plan.phases = {test::a_phase("p10", "10%", {}), test::a_phase("full", "100%", {}),
                 test::a_phase("p10", "10%", {})};
  plan.phases[0].track = plan.phases[1].track = "read";
  plan.phases[2].track = "write";
  CHECK(phase_name(plan.phases[2]) == "write/p10");
  CHECK(phases_named(plan, "p10").size() == 2);
  CHECK(phases_named(plan, "write/p10") == std::vector<const Phase*>{&plan.phases[2]});
  CHECK(phases_named(plan, "p11").empty());
}

TEST_CASE("the neighbours of a phase are those of its track") {
  Plan plan = test::a_plan();
  plan.phases[0].track = plan.phases[2].track = "read";
  CHECK(phase_after(plan, plan.phases[0]) == &plan.phases[2]);
  CHECK(phase_before(plan, plan.phases[2]) == &plan.phases[0]);
  CHECK(phase_after(plan, plan.phases[2]) == nullptr);
  CHECK(first_phase(plan, "main") == &plan.phases[1]);
  CHECK(first_phase(plan, "none") == nullptr);
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

TEST_CASE("a shape of one reading is the newest alone, and needs no words") {
  CHECK(shape_text(Consecutive{1}).empty());
  CHECK(shape_text(Consecutive{3}) == " in 3 readings in a row");
}
