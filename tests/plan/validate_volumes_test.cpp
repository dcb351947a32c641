// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Plan plan_with_volume(const std::string& query, double at_least) {
  plan::Plan plan = a_plan();
  plan.metrics[0].volume = plan::Volume{{query, {}}, at_least};
  return plan;
}

} // namespace

TEST_CASE("a volume that counts at least the window is fine") {
  CHECK(rules_of(plan_with_volume("sum(increase(a[1m]))", 100)).empty());
  CHECK(rules_of(plan_with_volume("sum(increase(a[5m]))", 100)).empty());
  CHECK(rules_of(plan_with_volume("sum(a)", 100)).empty());
}

TEST_CASE("a volume that is always reached is suspicious") {
  CHECK(rules_of(plan_with_volume("sum(increase(a[1m]))", 0)) ==
        Rules{"warning: volume-without-effect"});
  CHECK(rules_of(plan_with_volume("sum(increase(a[1m]))", -1)) ==
        Rules{"warning: volume-without-effect"});
}

TEST_CASE("a volume counted over less than the window is suspicious") {
  CHECK(only_finding(plan_with_volume("sum(increase(a[30s]))", 100)) ==
        "the volume of metric 'error_rate' is counted over 30s, its readings look back 1m; count "
        "the volume over [1m]");
  CHECK(rules_of(plan_with_volume("sum(increase(a[30s]))", 100)) ==
        Rules{"warning: volume-range-short"});
}

TEST_CASE("a volume in a phase without traffic is never reached") {
  plan::Plan plan = plan_with_volume("sum(increase(a[1m]))", 100);
  plan.phases[0].traffic.text = "0%";
  CHECK(rules_of(plan) == Rules{"warning: volume-unreachable"});
  SECTION("a cohort is exposed without a share") {
    plan.phases[0].cohort = {{"users", "whitelist"}};
    CHECK(rules_of(plan).empty());
  }
  SECTION("the threshold is not judged there") {
    plan.thresholds[0].phases = {"p20", "p50", "full", "bake"};
    plan.phases[0].approve = {{"owner", {}}};
    CHECK(rules_of(plan).empty());
  }
  SECTION("without a volume nothing is asked") {
    plan.metrics[0].volume.reset();
    CHECK(rules_of(plan).empty());
  }
}
