// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("an unknown metric is named with the nearest known one") {
  plan::Plan plan = a_plan();
  plan.thresholds.push_back(a_threshold("errors", "eror_rate", "> 2%"));
  CHECK(only_finding(plan) ==
        "threshold 'errors' names metric 'eror_rate', which does not exist; write 'error_rate'");
}

TEST_CASE("an unknown name without a near one lists what is known") {
  plan::Plan plan = a_plan();
  plan.metrics[0].source = "elsewhere";
  CHECK(only_finding(plan) == "metric 'error_rate' names source 'elsewhere', which does not exist; "
                              "declare it under sources or write one of prom");
  plan.sources.clear();
  CHECK_THAT(only_finding(plan), Catch::EndsWith("; declare it under sources"));
}

TEST_CASE("names that nothing declares are refused") {
  plan::Plan plan = a_plan();
  SECTION("step of a phase") {
    plan.phases[0].enter = {"deploy"};
    CHECK(rules_of(plan) == Rules{"error: unknown-step"});
  }
  SECTION("a rollback step is not a step of a phase") {
    plan.phases[0].enter = {"shift-back"};
    CHECK(rules_of(plan) == Rules{"error: unknown-step"});
  }
  SECTION("only_if") {
    plan.rollback.steps[0].only_if = "migrate";
    CHECK(rules_of(plan) == Rules{"error: unknown-step"});
  }
  SECTION("then") {
    plan.thresholds[0].then = {plan::Consequence::Kind::run_step, "degrade"};
    CHECK(rules_of(plan) == Rules{"error: unknown-step"});
  }
  SECTION("approve") {
    plan.phases[1].approve = {{"qa", {}}};
    CHECK(rules_of(plan) == Rules{"error: unknown-role"});
  }
  SECTION("ask") {
    plan::Check check;
    check.id = "uat";
    check.role = "qa";
    plan.before = {check};
    CHECK(rules_of(plan) == Rules{"error: unknown-role"});
  }
  SECTION("scope") {
    plan.thresholds[0].phases = {"p5", "p80", "bake"};
    CHECK(rules_of(plan) == Rules{"error: unknown-phase"});
  }
}

TEST_CASE("names that are declared are accepted") {
  plan::Plan plan = a_plan();
  plan.steps.push_back(a_step("degrade", {"./flags", "degrade"}));
  plan.thresholds[0].then = {plan::Consequence::Kind::run_step, "degrade"};
  plan.rollback.steps[0].only_if = "shift";
  plan.rollback.verify[0].only_if = "shift-back";
  plan.thresholds[0].phases = {"p5", "p20", "p50", "full", "bake"};
  plan::Check check;
  check.id = "uat";
  check.role = "owner";
  plan.before = {check};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a step cannot wait for itself") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0].only_if = "shift-back";
  plan.rollback.steps[0].only_if_mark = {30, 9};
  CHECK(rules_of(plan) == Rules{"error: step-waits-for-itself"});
  CHECK(plan::validate(plan)[0].mark == plan::Mark{30, 9});
}

TEST_CASE("a consequence that is misspelt is answered with the nearest one") {
  plan::Plan plan = a_plan();
  plan.thresholds[0].then = {plan::Consequence::Kind::run_step, "rolback", {}};
  CHECK(only_finding(plan).find("write 'rollback'") != std::string::npos);
}
