// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

/// The builder's plan with a scope `plugin` that threshold `error-rate` takes back.
plan::Plan with_scope() {
  plan::Plan plan = a_plan();
  plan::RollbackScope plugin;
  plugin.id = "plugin";
  plugin.steps = {a_step("plugin-down", {"./down"})};
  plugin.verify = {a_step("plugin-smoke", {"./smoke"})};
  plan.rollback.scopes = {plugin};
  plan.thresholds[0].then.scope = "plugin";
  return plan;
}

} // namespace

TEST_CASE("a scope has a way back that is verified") {
  plan::Plan plan = with_scope();
  CHECK(rules_of(plan).empty());
  SECTION("no verification") {
    plan.rollback.scopes[0].verify.clear();
    CHECK(rules_of(plan) == Rules{"warning: rollback-unverified"});
  }
  SECTION("no steps") {
    plan.rollback.scopes[0].steps.clear();
    CHECK(rules_of(plan) == Rules{"error: rollback-without-steps"});
  }
}

TEST_CASE("thresholds and steps name scopes that exist") {
  plan::Plan plan = with_scope();
  SECTION("of a threshold") {
    plan.thresholds[0].then.scope = "plugn";
    CHECK(rules_of(plan) == Rules{"error: unknown-scope"});
  }
  SECTION("of a level of incidents") {
    plan.incident_levels = {
        {"P1", {}, plan::Consequence{plan::Consequence::Kind::rollback, {}, "plugn"}, {}, "", {}}};
    CHECK(rules_of(plan) == Rules{"error: unknown-scope"});
    plan.incident_levels[0].then->scope = "plugin";
    CHECK(rules_of(plan).empty());
  }
  SECTION("of a step") {
    plan.steps[0].scope = "core";
    CHECK(rules_of(plan) == Rules{"error: unknown-scope"});
  }
}

TEST_CASE("ids of steps are unique over the scopes too, and so are those of scopes") {
  plan::Plan plan = with_scope();
  SECTION("a step of the whole way back") {
    plan.rollback.scopes[0].steps[0].id = "shift-back";
    CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
  }
  SECTION("two scopes") {
    plan.rollback.scopes.push_back(plan.rollback.scopes[0]);
    plan.rollback.scopes[1].steps[0].id = "again";
    plan.rollback.scopes[1].verify[0].id = "again-smoke";
    CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
  }
}

TEST_CASE("what comes after the way back is something, and asks nobody") {
  plan::Plan plan = with_scope();
  plan.rollback.after = plan::Compensation{{a_step("mend", {"./mend"})}, minutes(5), {}};
  CHECK(rules_of(plan).empty());
  SECTION("nothing") {
    plan.rollback.after->steps.clear();
    CHECK(rules_of(plan) == Rules{"error: rollback-without-steps"});
  }
  SECTION("a point of no return") {
    plan.rollback.after->steps[0].point_of_no_return = true;
    CHECK(rules_of(plan) == Rules{"error: point-of-no-return-after"});
  }
}

TEST_CASE("a scope takes back tracks that exist, but not all of them") {
  plan::Plan plan = with_scope();
  SECTION("one that does not exist") {
    plan.rollback.scopes[0].tracks = {"write"};
    CHECK(rules_of(plan) == Rules{"error: unknown-track"});
  }
  SECTION("every track") {
    plan.rollback.scopes[0].tracks = {"main"};
    CHECK(rules_of(plan) == Rules{"error: scope-is-everything"});
  }
}
