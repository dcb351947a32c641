// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("a plan without rollback steps has no way back") {
  plan::Plan plan = a_plan();
  plan.rollback.steps.clear();
  CHECK(rules_of(plan) == Rules{"error: rollback-without-steps"});
  plan.rollback.verify.clear();
  CHECK(rules_of(plan) == Rules{"error: rollback-without-steps"});
}

TEST_CASE("a rollback that nothing verifies is suspicious") {
  plan::Plan plan = a_plan();
  plan.rollback.verify.clear();
  CHECK(rules_of(plan) == Rules{"warning: rollback-unverified"});
  plan.rollback.steps[0].verify =
      plan::Verify{plan::HttpAction{"GET", {"http://127.0.0.1:8080/healthz", {}}, {}, {}, {}, {}},
                   seconds(30),
                   {}};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("HAProxy weights of a rollback go to zero where the step names no share") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0].traffic.reset();
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a HAProxy backend that phases move and the rollback leaves alone is suspicious") {
  plan::Plan plan = a_plan();
  const plan::Action weights = plan.rollback.steps[0].action;
  plan.rollback.steps[0].action = plan::CommandAction{{{"./back", {}}}};
  plan.rollback.steps[0].traffic.reset();
  CHECK(rules_of(plan) == Rules{"warning: traffic-not-taken-back"});
  CHECK(only_finding(plan).find("HAProxy backend 'app'") != std::string::npos);
  SECTION("unless an alternative of a rollback step sets it") {
    plan::Step other = a_step("force", {"./force"});
    other.action = weights;
    plan.steps.push_back(other);
    plan.rollback.steps[0].otherwise = "force";
    CHECK(rules_of(plan).empty());
  }
  SECTION("weights of another backend do not help") {
    plan.rollback.steps[0].action = weights;
    std::get<plan::HaproxyAction>(plan.rollback.steps[0].action).backend = "admin";
    CHECK(rules_of(plan) == Rules{"warning: traffic-not-taken-back"});
  }
  SECTION("a plan whose phases move nothing in HAProxy has nothing to take back") {
    plan.steps[0].action = plan::CommandAction{{{"./shift", {}}}};
    CHECK(rules_of(plan).empty());
  }
}

TEST_CASE("a way back that leaves the new version with traffic is suspicious") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0].traffic->text = "50%";
  CHECK(only_finding(plan) ==
        "rollback step 'shift-back' leaves the new version with 50% of the traffic, and none after "
        "it takes that away; set its traffic to 0%");
  SECTION("whatever moves the traffic") {
    plan.rollback.steps[0].action = plan::CommandAction{{{"./shift", {}}}};
    plan.steps[0].action = plan.rollback.steps[0].action;
    CHECK(rules_of(plan) == Rules{"warning: rollback-leaves-traffic"});
  }
  SECTION("unless it is a stage on the way to none") {
    plan.rollback.steps.push_back(plan.rollback.steps[0]);
    plan.rollback.steps[1].id = "off";
    plan.rollback.steps[1].traffic->text = "0%";
    CHECK(rules_of(plan).empty());
    std::swap(plan.rollback.steps[0].traffic, plan.rollback.steps[1].traffic);
    CHECK(rules_of(plan) == Rules{"warning: rollback-leaves-traffic"});
  }
  SECTION("a step that goes elsewhere takes nothing away here") {
    plan.rollback.steps.push_back(plan.rollback.steps[0]);
    plan.rollback.steps[1].id = "off";
    plan.rollback.steps[1].traffic->text = "0%";
    std::get<plan::HaproxyAction>(plan.rollback.steps[1].action).backend = "admin";
    CHECK(rules_of(plan) == Rules{"warning: rollback-leaves-traffic"});
  }
  SECTION("what a variable says is not known yet") {
    plan.vars = {{}};
    plan.vars[0].id = "rest";
    plan.vars[0].type = plan::VariableType::percent;
    plan.vars[0].default_value = "0%";
    plan.rollback.steps[0].traffic->text = "{{rest}}";
    CHECK(rules_of(plan).empty());
  }
}

TEST_CASE("retries of a step that may be done twice are suspicious") {
  plan::Plan plan = a_plan();
  plan.steps.push_back(a_step("migrate", {"./migrate", "up"}));
  CHECK(rules_of(plan).empty());
  plan.steps[1].retries = 2;
  CHECK(rules_of(plan) == Rules{"warning: retry-not-idempotent"});
  SECTION("unless it is idempotent") {
    plan.steps[1].idempotent = true;
    CHECK(rules_of(plan).empty());
  }
  SECTION("a GET changes nothing") {
    plan::HttpAction get;
    get.url.text = "http://127.0.0.1:8080/healthz";
    plan.steps[1].action = get;
    CHECK(rules_of(plan).empty());
  }
  SECTION("a POST does") {
    plan::HttpAction post;
    post.method = "POST";
    post.url.text = "http://127.0.0.1:8080/deploy";
    plan.steps[1].action = post;
    CHECK(rules_of(plan) == Rules{"warning: retry-not-idempotent"});
  }
}

TEST_CASE("retries are looked at in every place that has steps") {
  plan::Plan plan = a_plan();
  SECTION("HAProxy weights may be set again") {
    plan.steps[0].retries = 3;
    CHECK(rules_of(plan).empty());
  }
  SECTION("verification") {
    plan.rollback.verify[0].retries = 1;
    CHECK(rules_of(plan) == Rules{"warning: retry-not-idempotent"});
  }
  SECTION("preconditions") {
    plan::Check check;
    check.id = "migration";
    check.step = a_step("migration", {"./check-migration"});
    check.step->retries = 1;
    plan.before = {check};
    CHECK(rules_of(plan) == Rules{"warning: retry-not-idempotent"});
  }
}

TEST_CASE("comms that are silent about a rollback are suspicious") {
  plan::Plan plan = a_plan();
  plan.comms.erase("rolled_back");
  CHECK(rules_of(plan) == Rules{"warning: comms-without-rolled-back"});
  plan.comms.clear();
  CHECK(rules_of(plan).empty());
}
