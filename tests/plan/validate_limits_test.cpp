// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Plan plan_with_breach(std::string_view breach) {
  plan::Plan plan = a_plan();
  plan.thresholds[0].breach = a_limit(breach);
  plan.thresholds[0].target.reset();
  plan.thresholds[0].breach_mark = {14, 22};
  return plan;
}

plan::Baseline fixed(std::string_view quantity) {
  return {std::nullopt, *parse_quantity(quantity), {}};
}

} // namespace

TEST_CASE("a limit may only use what its metric has") {
  CHECK(only_finding(plan_with_breach("> 2 * baseline")) ==
        "breach '> 2 * baseline' of threshold 'error-rate' uses baseline, but metric 'error_rate' "
        "has none; give the metric a baseline or write a fixed limit");
  CHECK(only_finding(plan_with_breach("> 2 * mean_7d")) ==
        "breach '> 2 * mean_7d' of threshold 'error-rate' uses 'mean_7d', which is not a reference "
        "of metric 'error_rate'; declare it under the metric's references");
  plan::Plan near = plan_with_breach("> 2 * mean_7");
  near.metrics[0].references = {{"mean_7d", {"avg_over_time(a[7d])", {}}}};
  CHECK_THAT(only_finding(near), Catch::EndsWith("; write 'mean_7d'"));
  CHECK(plan::validate(near)[0].mark == plan::Mark{14, 22});
}

TEST_CASE("operands that the metric has are accepted") {
  plan::Plan plan = plan_with_breach("> max(2 * baseline, mean_7d, 1%)");
  plan.metrics[0].baseline = plan::Baseline{plan::TemplateText{"sum(rate(a[1m]))", {}}, {}, {}};
  plan.metrics[0].references = {{"mean_7d", {"avg_over_time(a[7d])", {}}}};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("targets are checked like breaches") {
  plan::Plan plan = a_plan();
  plan.thresholds[0].target = a_limit("< 0.5 * baseline");
  plan.thresholds[0].target_mark = {15, 2};
  CHECK(rules_of(plan) == Rules{"error: unknown-operand"});
  CHECK(plan::validate(plan)[0].mark == plan::Mark{15, 2});
}

TEST_CASE("a bare number against a metric with a unit is an error with a remedy") {
  CHECK(only_finding(plan_with_breach("> 1")) ==
        "breach '> 1' of threshold 'error-rate': '1' has no unit, but a ratio is due; write 1%");
  plan::Plan latency = plan_with_breach("> 300");
  latency.metrics[0].unit = *parse_unit("s");
  CHECK_THAT(only_finding(latency), Catch::EndsWith("; write 300ms or 300s"));
  CHECK(rules_of(latency) == Rules{"error: limit-unit"});
}

TEST_CASE("a limit of another unit than its metric is an error") {
  CHECK(rules_of(plan_with_breach("> 300ms")) == Rules{"error: limit-unit"});
  plan::Plan bare = plan_with_breach("> 1%");
  bare.metrics[0].unit = Unit{};
  CHECK(rules_of(bare) == Rules{"error: limit-unit"});
  bare.thresholds[0].breach = a_limit("> 100");
  CHECK(rules_of(bare).empty());
}

TEST_CASE("a limit that can never have a value is an error") {
  CHECK(rules_of(plan_with_breach("> 1% / 0")) == Rules{"error: limit-without-value"});
  plan::Plan zero = plan_with_breach("> 2 * baseline");
  zero.metrics[0].baseline = fixed("0%");
  CHECK_THAT(only_finding(zero), Catch::Contains("never has a value: baseline is zero"));
  zero.thresholds[0].breach = a_limit("> max(2 * baseline, 1%)");
  CHECK(rules_of(zero).empty());
}

TEST_CASE("a fixed baseline has the dimension of its metric") {
  plan::Plan plan = plan_with_breach("> 2 * baseline");
  plan.metrics[0].baseline = fixed("300ms");
  CHECK(rules_of(plan) == Rules{"error: baseline-unit"});
  plan.metrics[0].baseline = fixed("0.3%");
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a shape that can never be complete is an error") {
  plan::Plan plan = a_plan();
  SECTION("more than there are") {
    plan.thresholds[0].shape = plan::CountOf{4, 3};
  }
  SECTION("none of several") {
    plan.thresholds[0].shape = plan::CountOf{0, 3};
  }
  SECTION("no window") {
    plan.thresholds[0].shape = plan::Consecutive{0};
  }
  SECTION("no span") {
    plan.thresholds[0].shape = plan::Sustained{seconds(0)};
  }
  CHECK(rules_of(plan) == Rules{"error: shape-impossible"});
}

TEST_CASE("a burn rate that no share of errors reaches, or without two windows, is an error") {
  plan::Plan plan = a_plan();
  const auto rules = [&](plan::BurnRate burn) {
    plan.thresholds[0].shape = burn;
    return rules_of(plan);
  };
  CHECK(rules({0.99, minutes(1), minutes(10), 14.4}).empty());
  CHECK(rules({0.9, minutes(1), minutes(10), 14.4}) == Rules{"error: shape-impossible"});
  CHECK(only_finding(plan).find("lower the factor below 10") != std::string::npos);
  CHECK(rules({0.99, minutes(10), minutes(10), 2}) == Rules{"error: shape-impossible"});
  CHECK(rules({1.0, minutes(1), minutes(10), 2}) == Rules{"error: shape-impossible"});
  CHECK(rules({0.99, minutes(1), minutes(10), 0}) == Rules{"error: shape-impossible"});
}

TEST_CASE("only a share has an error budget") {
  plan::Plan plan = plan_with_breach("> 300ms");
  plan.metrics[0].unit = *parse_unit("s");
  plan.thresholds[0].shape = plan::BurnRate{0.99, minutes(1), minutes(10), 2};
  CHECK(rules_of(plan) == Rules{"error: burn-rate-unit"});
}

TEST_CASE("possible shapes are accepted") {
  plan::Plan plan = a_plan();
  SECTION("n of m") {
    plan.thresholds[0].shape = plan::CountOf{3, 3};
  }
  SECTION("windows") {
    plan.thresholds[0].shape = plan::Consecutive{2};
  }
  SECTION("plain") {
    plan.thresholds[0].shape = plan::Plain{};
  }
  CHECK(rules_of(plan).empty());
}
