// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

/// Phase p5 is observed 30 m, the others too, the bake 24 h.
plan::Plan plan_with(Duration window, Duration every, plan::Shape shape) {
  plan::Plan plan = a_plan();
  plan.metrics[0].window = window;
  plan.metrics[0].every = every;
  plan.thresholds[0].shape = shape;
  plan.thresholds[0].phases = {"p5"};
  for (plan::Phase& phase : plan.phases)
    phase.approve = {{"owner", {}}};
  return plan;
}

} // namespace

TEST_CASE("a window longer than the observation leaves no reading; one as long leaves the last") {
  CHECK(rules_of(plan_with(minutes(45), minutes(1), plan::Plain{})) == Rules{"error: no-reading"});
  CHECK(rules_of(plan_with(minutes(31), minutes(1), plan::Plain{})) == Rules{"error: no-reading"});
  CHECK(rules_of(plan_with(minutes(30), minutes(1), plan::Plain{})).empty());
}

TEST_CASE("a grid whose first usable time lies behind the observation leaves no reading") {
  CHECK(rules_of(plan_with(minutes(25), minutes(20), plan::Plain{})) == Rules{"error: no-reading"});
  CHECK(rules_of(plan_with(minutes(20), minutes(20), plan::Plain{})).empty());
}

TEST_CASE("the place of the window is named where the plan gives one") {
  plan::Plan plan = plan_with(minutes(31), minutes(1), plan::Plain{});
  plan.metrics[0].mark = {7, 3};
  CHECK(plan::validate(plan)[0].mark == plan::Mark{7, 3});
  plan.metrics[0].window_mark = {11, 13};
  CHECK(plan::validate(plan)[0].mark == plan::Mark{11, 13});
}

TEST_CASE("each phase without a reading is named") {
  plan::Plan plan = plan_with(minutes(31), minutes(1), plan::Plain{});
  plan.thresholds[0].phases = {"p5", "p20", "bake"};
  CHECK(rules_of(plan) == Rules{"error: no-reading", "error: no-reading"});
}

TEST_CASE("a span that a phase can never hold is suspicious") {
  const auto [shape, fits] =
      GENERATE(table<plan::Shape, bool>({{plan::Sustained{minutes(29)}, true},
                                         {plan::Sustained{minutes(30)}, false},
                                         {plan::Consecutive{30}, true},
                                         {plan::Consecutive{31}, false},
                                         {plan::CountOf{30, 60}, true},
                                         {plan::CountOf{31, 60}, false},
                                         {plan::Trend{minutes(29)}, true},
                                         {plan::Trend{minutes(30)}, false},
                                         {plan::BurnRate{0.9, minutes(5), hours(6), 0.8}, true},
                                         {plan::BurnRate{0.9, minutes(5), hours(6), 0.9}, false},
                                         {plan::Plain{}, true}}));
  const plan::Plan plan = plan_with(minutes(1), minutes(1), shape);
  CHECK(rules_of(plan) == (fits ? Rules{} : Rules{"warning: span-does-not-fit"}));
}

TEST_CASE("the span is measured against the longest observation, the bake included") {
  plan::Plan plan = plan_with(minutes(1), minutes(1), plan::Sustained{minutes(40)});
  plan.phases[0].observe_max = minutes(60);
  CHECK(rules_of(plan).empty());
  plan.thresholds[0].phases = {"bake"};
  plan.thresholds[0].shape = plan::Sustained{hours(24)};
  CHECK(rules_of(plan) == Rules{"warning: span-does-not-fit"});
}

TEST_CASE("all phases that are too short stand in one message") {
  plan::Plan plan = plan_with(minutes(1), minutes(1), plan::Sustained{minutes(30)});
  plan.thresholds[0].phases.clear();
  CHECK(only_finding(plan) ==
        "threshold 'error-rate' needs 31m (window 1m and span 30m), which never fits into 'p5' "
        "(30m), 'p20' (30m), 'p50' (30m), 'full' (30m); observe longer, shorten the span, or leave "
        "the phase out of the scope");
}

TEST_CASE("a phase without observation is not measured against") {
  plan::Plan plan = plan_with(minutes(45), minutes(1), plan::Plain{});
  plan.phases[0].observe = {};
  plan.phases[0].observe_max = {};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a span that is shorter than the grid is longer than it says") {
  for (const plan::Shape& shape :
       {plan::Shape(plan::Sustained{seconds(1)}), plan::Shape(plan::Trend{seconds(59)})})
    CHECK(rules_of(plan_with(minutes(1), minutes(1), shape)) == Rules{"warning: span-below-grid"});
  CHECK(only_finding(plan_with(minutes(1), minutes(1), plan::Sustained{seconds(1)})) ==
        "the span 1s of threshold 'error-rate' is shorter than the grid of metric 'error_rate', "
        "1m: it takes two readings, and lasts 1m; write 1m, or leave the shape out");
  for (const plan::Shape& shape :
       {plan::Shape(plan::Sustained{minutes(1)}), plan::Shape(plan::Trend{minutes(1)})})
    CHECK(rules_of(plan_with(minutes(1), minutes(1), shape)).empty());
}

TEST_CASE("a burn rate that no share of errors reaches is told once, and needs no time") {
  const plan::BurnRate burn{0.9, minutes(5), hours(1), 14.4};
  CHECK(rules_of(plan_with(minutes(1), minutes(1), burn)) == Rules{"error: shape-impossible"});
}

TEST_CASE("the span of a burn rate is told without splinters") {
  // 0.9 leaves a little less than 0.1, so that the product falls just short of 32m24s.
  const plan::BurnRate burn{0.9, minutes(5), hours(6), 0.9};
  CHECK(only_finding(plan_with(minutes(1), minutes(1), burn)).find("span 32m24s)") !=
        std::string::npos);
}
