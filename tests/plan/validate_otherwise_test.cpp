// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

/// A plan whose rollback restores a snapshot where the database cannot be taken back.
plan::Plan with_alternative() {
  plan::Plan plan = a_plan();
  plan.steps.push_back(a_step("snapshot", {"./restore", "{{node}}"}));
  plan.rollback.steps.push_back(a_step("database", {"./migrate", "down"}));
  plan.rollback.steps.back().each = plan::Each{"node", {"n1", "n2"}};
  plan.rollback.steps.back().otherwise = "snapshot";
  return plan;
}

} // namespace

TEST_CASE("an alternative under steps is sound, and sees the label of what it stands in for") {
  CHECK(rules_of(with_alternative()).empty());
}

TEST_CASE("an alternative that is not under steps is refused") {
  plan::Plan plan = with_alternative();
  plan.rollback.steps.back().otherwise = "shift-back";
  plan.steps.pop_back();
  CHECK(rules_of(plan) == Rules{"error: unknown-step"});
}

TEST_CASE("what decides whether and where an alternative runs is the failed step's") {
  plan::Plan plan = with_alternative();
  plan::Step& snapshot = plan.steps.back();
  SECTION("each") {
    snapshot.each = plan::Each{"node", {"n1"}};
  }
  SECTION("only_if") {
    snapshot.only_if = "shift";
  }
  SECTION("otherwise") {
    snapshot.otherwise = "shift";
  }
  SECTION("on_failure") {
    plan.rollback.steps.back().on_failure = plan::OnFailure::go_on;
  }
  SECTION("another label") {
    plan.rollback.verify[0].each = plan::Each{"shop", {"s1"}};
    plan.rollback.verify[0].otherwise = "snapshot";
  }
  CHECK(rules_of(plan) == Rules{"error: otherwise-condition"});
}

TEST_CASE("a step that is its own alternative is refused") {
  plan::Plan plan = a_plan();
  plan.steps[0].otherwise = "shift";
  CHECK_FALSE(rules_of(plan).empty());
}

TEST_CASE("a phase does not enter a step and its alternative in turn") {
  plan::Plan plan = with_alternative();
  plan.steps.push_back(a_step("migrate", {"./migrate"}));
  plan.steps.push_back(a_step("by-hand", {"./by-hand"}));
  plan.steps[2].otherwise = "by-hand";
  plan.phases[0].enter = {"migrate"};
  CHECK(rules_of(plan).empty());
  plan.phases[0].enter = {"migrate", "by-hand"};
  CHECK(rules_of(plan) == Rules{"error: otherwise-in-turn"});
}
