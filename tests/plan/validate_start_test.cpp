// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/times.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Train a_train(const std::string& id) {
  plan::Train train;
  train.id = id;
  train.weekday = 3;
  return train;
}

} // namespace

TEST_CASE("conditions of the start that are whole are no finding") {
  plan::Plan plan = a_plan();
  plan.windows = plan::ChangeWindows{{}, {{k_every_day, 0, 1440}}, {"owner"}, {}};
  plan.trains = {a_train("weekly")};
  plan.signoff = {{"owner", {}}};
  plan.components = {{"core", std::nullopt, {}}};
  plan.compatible = {{{{"core", *parse_semver_range("^1.0.0")}}, {}}};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("roles of sign-offs, windows, trains and levels are declared ones") {
  plan::Plan plan = a_plan();
  SECTION("signoff") {
    plan.signoff = {{"ops", {}}};
  }
  SECTION("windows") {
    plan.windows = plan::ChangeWindows{{}, {{k_every_day, 0, 1440}}, {"ops"}, {}};
  }
  SECTION("train") {
    plan.trains = {a_train("weekly")};
    plan.trains[0].approve = {"ops"};
  }
  SECTION("level") {
    plan.incident_levels = {{"P0", {}, {}, {}, "ops", {}}};
  }
  CHECK(rules_of(plan) == Rules{"error: unknown-role"});
}

TEST_CASE("a train has a rule, a role signs once") {
  plan::Plan plan = a_plan();
  plan.trains = {{"hotfix", {}, 0, {}, {}, {}}};
  CHECK(only_finding(plan) ==
        "train 'hotfix' neither departs at a time nor needs an approval; give "
        "it departs and zone, or approve");
  plan.trains.clear();
  plan.signoff = {{"owner", {}}, {"owner", {}}};
  CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
}

TEST_CASE("a phase is not called as an approval is") {
  plan::Plan plan = a_plan();
  plan.phases[0].id = "start";
  CHECK(rules_of(plan).empty());
  plan.signoff = {{"owner", {}}};
  CHECK(rules_of(plan) == Rules{"error: reserved-id"});
}

TEST_CASE("a phase is called after only where nothing is due after completion") {
  plan::Plan plan = a_plan();
  plan.phases[0].id = "after";
  CHECK(rules_of(plan).empty());
  plan::Check feedback;
  feedback.id = "feedback";
  feedback.ask = "Recorded?";
  plan.after = {feedback};
  CHECK(only_finding(plan) == "phase id 'after' is what commands call what is due after "
                              "completion; rename the phase");
}

TEST_CASE("the matrix speaks of declared components") {
  plan::Plan plan = a_plan();
  plan.components = {{"core", std::nullopt, {}}};
  SECTION("unknown") {
    plan.compatible = {{{{"cor", *parse_semver_range("^1.0.0")}}, {}}};
    CHECK(only_finding(plan) ==
          "compatible names component 'cor', which does not exist; write 'core'");
  }
  SECTION("nothing") {
    plan.compatible = {{}};
    CHECK(rules_of(plan) == Rules{"error: empty-row"});
  }
}

TEST_CASE("a required variable with a default is suspicious") {
  plan::Plan plan = a_plan();
  plan.vars = {{"changes", plan::VariableType::text, "none", "", {}, "changes", true}};
  CHECK(rules_of(plan) == Rules{"warning: required-with-default"});
}

TEST_CASE("a level runs a step that exists, and its response time is told") {
  plan::Plan plan = a_plan();
  plan.incident_levels = {
      {"P1", {}, plan::Consequence{plan::Consequence::Kind::run_step, "degrade"}, {}, "", {}}};
  CHECK(rules_of(plan) == Rules{"error: unknown-step"});
  plan.incident_levels = {{"P1", minutes(15), {}, {}, "", {}}};
  CHECK(rules_of(plan) == Rules{"warning: response-untold"});
  plan.comms["incident_overdue"] = {"{{incident_id}}", {}};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a drill is for steps of the way back that can be undone, and shows that they worked") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0].drill = true;
  CHECK(rules_of(plan) == Rules{"warning: drill-unverified"});
  plan.rollback.verify[0].drill = true;
  CHECK(rules_of(plan).empty());
  SECTION("a check that needs one") {
    plan::Check check;
    check.id = "drill";
    check.ask = "was it rehearsed?";
    check.drilled = true;
    plan.before = {check};
    CHECK(rules_of(plan).empty());
    plan.rollback.steps[0].drill = false;
    plan.rollback.verify[0].drill = false;
    CHECK(rules_of(plan) == Rules{"error: drill-missing"});
  }
  SECTION("a point of no return") {
    plan.rollback.steps[0].point_of_no_return = true;
    CHECK(rules_of(plan) == Rules{"error: drill-no-return"});
  }
  SECTION("a forward step") {
    plan.steps[0].drill = true;
    CHECK(rules_of(plan) == Rules{"error: drill-forward"});
  }
  SECTION("a step that takes back a part") {
    plan.rollback.scopes.emplace_back();
    plan.rollback.scopes[0].id = "plugin";
    plan.rollback.scopes[0].steps = {a_step("off", {"./off"})};
    plan.rollback.scopes[0].steps[0].drill = true;
    plan.rollback.scopes[0].verify = {a_step("is-off", {"./is-off"})};
    CHECK(rules_of(plan) == Rules{"error: drill-forward"});
  }
}
