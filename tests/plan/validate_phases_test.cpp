// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("a plan needs a phase that exposes the version") {
  plan::Plan plan = a_plan();
  SECTION("only a bake") {
    plan.phases.erase(plan.phases.begin(), plan.phases.begin() + 4);
  }
  SECTION("nothing at all") {
    plan.phases.clear();
  }
  CHECK(rules_of(plan) == Rules{"error: no-phases"});
}

TEST_CASE("the bake comes last") {
  plan::Plan plan = a_plan();
  std::swap(plan.phases[3], plan.phases[4]);
  CHECK(rules_of(plan) == Rules{"error: bake-not-last"});
}

TEST_CASE("traffic is a percentage from 0% to 100%, whatever the values") {
  const auto [traffic, good] = GENERATE(table<const char*, bool>({{"0%", true},
                                                                  {"5%", true},
                                                                  {"12.5 %", true},
                                                                  {"{{ratio}}", true},
                                                                  {"{{ ratio }}", true},
                                                                  {"{{points}}%", true},
                                                                  {"{{points}}", false},
                                                                  {"{{ratio}}%", false},
                                                                  {"{{word}}", false},
                                                                  {"{{version}}", false},
                                                                  {"1{{points}}%", false},
                                                                  {"5", false},
                                                                  {"101%", false},
                                                                  {"-1%", false},
                                                                  {"5ms", false},
                                                                  {"half", false}}));
  plan::Plan plan = a_plan();
  plan.vars = {{"ratio", plan::VariableType::percent, "20%", "", {}},
               {"points", plan::VariableType::number, "20", "", {}},
               {"word", plan::VariableType::text, "20%", "", {}}};
  plan.phases[0].traffic = {traffic, {21, 9}};
  INFO(traffic);
  CHECK(rules_of(plan) == (good ? Rules{} : Rules{"error: traffic-not-percent"}));
  if (!good)
    CHECK(plan::validate(plan)[0].mark == plan::Mark{21, 9});
}

TEST_CASE("the traffic of a step is a percentage too") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0].traffic = plan::TemplateText{"zero", {}};
  CHECK(only_finding(plan) == "traffic 'zero' of step 'shift-back' is not a percentage from 0% to "
                              "100%; write for instance 20%");
}

TEST_CASE("HAProxy weights need a share from the phase or the step") {
  plan::Plan plan = a_plan();
  plan.phases[0].traffic.text.clear();
  CHECK(rules_of(plan) == Rules{"error: traffic-missing"});
  plan.steps[0].traffic = plan::TemplateText{"5%", {}};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a phase that lowers traffic is suspicious") {
  plan::Plan plan = a_plan();
  plan.phases[2].traffic.text = "10%";
  CHECK(only_finding(plan) == "phase 'p50' lowers traffic to 10% after 20% in phase 'p20'; order "
                              "the phases by rising traffic");
  SECTION("a template in between is not judged") {
    plan.vars = {{"ratio", plan::VariableType::percent, "20%", "", {}}};
    plan.phases[1].traffic.text = "{{ratio}}";
    CHECK(rules_of(plan).empty());
  }
  SECTION("another track starts anew") {
    plan.phases[2].track = "writes";
    CHECK(rules_of(plan).empty());
  }
  SECTION("the bake keeps the exposure whatever it says") {
    plan.phases[2].traffic.text = "50%";
    plan.phases[4].traffic.text = "1%";
    CHECK(rules_of(plan).empty());
  }
  SECTION("the same share again is fine") {
    plan.phases[2].traffic.text = "20%";
    CHECK(rules_of(plan).empty());
  }
}

TEST_CASE("a phase that nothing holds is suspicious") {
  plan::Plan plan = a_plan();
  plan.phases[0].observe = {};
  plan.phases[0].observe_max = {};
  CHECK(rules_of(plan) == Rules{"warning: phase-ungated"});
  SECTION("an approval holds it") {
    plan.phases[0].approve = {{"owner", {}}};
    CHECK(rules_of(plan).empty());
  }
  SECTION("a check holds it") {
    plan::Check check;
    check.id = "uat";
    plan.phases[0].checks = {check};
    CHECK(rules_of(plan).empty());
  }
}

TEST_CASE("a phase that is observed but judged by nothing is suspicious") {
  plan::Plan plan = a_plan();
  plan.thresholds[0].phases = {"p20", "p50", "full", "bake"};
  CHECK(only_finding(plan) == "phase 'p5' is observed, but nothing judges it; add a threshold that "
                              "applies there, a check or an approval");
  plan.thresholds.push_back(a_threshold("p5-errors", "error_rate", "> 5%"));
  plan.thresholds[1].phases = {"p5"};
  CHECK(rules_of(plan).empty());
}
