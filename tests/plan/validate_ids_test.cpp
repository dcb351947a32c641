// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("two things of one kind may not share an id") {
  plan::Plan plan = a_plan();
  SECTION("roles") {
    plan.roles.push_back(plan.roles[0]);
  }
  SECTION("sources") {
    plan.sources.push_back(plan.sources[0]);
  }
  SECTION("metrics") {
    plan.metrics.push_back(plan.metrics[0]);
  }
  SECTION("thresholds") {
    plan.thresholds.push_back(plan.thresholds[0]);
  }
  SECTION("phases") {
    plan.phases.insert(plan.phases.begin(), plan.phases[0]);
  }
  SECTION("steps") {
    plan.steps.push_back(plan.steps[0]);
  }
  SECTION("variables") {
    plan.vars = {{"oncall", plan::VariableType::text, "a", "", {}},
                 {"oncall", plan::VariableType::text, "b", "", {}}};
  }
  CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
}

TEST_CASE("steps, rollback steps and verification share one name space") {
  plan::Plan plan = a_plan();
  SECTION("forward and rollback") {
    plan.rollback.steps[0].id = "shift";
  }
  SECTION("rollback and verification") {
    plan.rollback.verify[0].id = "shift-back";
  }
  CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
}

TEST_CASE("the checks of one phase have different names; another phase may ask the same") {
  plan::Plan plan = a_plan();
  plan::Check check;
  check.id = "uat";
  check.ask = "Accepted?";
  plan.before = {check};
  plan.phases[0].checks = {check};
  plan.phases[1].checks = {check};
  CHECK(rules_of(plan).empty());
  plan.phases[1].checks.push_back(check);
  CHECK(only_finding(plan) == "check 'uat' is declared twice; rename one of them");
}

TEST_CASE("ids that relctl keeps for itself are refused") {
  plan::Plan plan = a_plan();
  SECTION("phase rollback") {
    plan.phases[0].id = "rollback";
  }
  SECTION("phase before") {
    plan.phases[0].id = "before";
  }
  SECTION("a variable of the catalogue") {
    plan.vars = {{"version", plan::VariableType::text, "a", "", {}}};
  }
  SECTION("a label of each that hides a variable") {
    plan.metrics[0].each = plan::Each{"phase", {"a"}};
  }
  SECTION("a reference named like a function") {
    plan.metrics[0].references = {{"max", {"sum(rate(a[1m]))", {}}}};
  }
  SECTION("a reference that a limit reads as a difference") {
    plan.metrics[0].references = {{"mean-7d", {"sum(rate(a[1m]))", {}}}};
  }
  CHECK(rules_of(plan) == Rules{"error: reserved-id"});
}

TEST_CASE("names that a person hands over may be declared") {
  plan::Plan plan = a_plan();
  plan.vars = {{"eta", plan::VariableType::text, "soon", "", {}}};
  plan.metrics[0].references = {{"mean_7d", {"sum(rate(a[1m]))", {}}}};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("values of each and references stand once") {
  plan::Plan plan = a_plan();
  SECTION("each") {
    plan.metrics[0].each = plan::Each{"endpoint", {"a", "b", "a"}};
  }
  SECTION("references") {
    plan.metrics[0].references = {{"r", {"sum(rate(a[1m]))", {}}}, {"r", {"sum(rate(b[1m]))", {}}}};
  }
  CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
}

TEST_CASE("names that are one to a command or a template are told apart") {
  plan::Plan plan = a_plan();
  SECTION("variables") {
    plan.vars = {{"ratio", plan::VariableType::text, "a", "", {}},
                 {"Ratio", plan::VariableType::text, "b", "", {}}};
    CHECK(only_finding(plan) == "variable 'Ratio' and variable 'ratio' are both RELCTL_RATIO to a "
                                "command, which would see only one; rename one of them");
  }
  SECTION("a variable and a label") {
    plan.vars = {{"Endpoint", plan::VariableType::text, "a", "", {}}};
    plan.metrics[0].each = plan::Each{"endpoint", {"a"}};
  }
  SECTION("parts of a cohort") {
    plan.phases[0].cohort = {{"a-b", "1"}, {"a_b", "2"}};
  }
  SECTION("components") {
    plan::Component one;
    one.id = "a-b";
    plan::Component other;
    other.id = "a.b";
    plan.components = {one, other};
    CHECK(only_finding(plan) == "component 'a.b' and component 'a-b' are both component_a_b to a "
                                "template, which would see only one; rename one of them");
  }
  CHECK(rules_of(plan) == Rules{"error: folded-id"});
}

TEST_CASE("one label of several metrics, and one cohort of several phases, are no clash") {
  plan::Plan plan = a_plan();
  plan.metrics[0].each = plan::Each{"endpoint", {"a"}};
  plan.metrics.push_back(plan.metrics[0]);
  plan.metrics[1].id = "other";
  plan.phases[0].cohort = plan.phases[1].cohort = {{"tenant", "1"}};
  for (const std::string& rule : rules_of(plan))
    CHECK(rule.find("id") == std::string::npos);
}

TEST_CASE("names that would never be seen are kept for what hides them") {
  plan::Plan plan = a_plan();
  SECTION("a variable that a query in SQL could not read") {
    plan.vars = {{"at", plan::VariableType::text, "a", "", {}}};
    CHECK(rules_of(plan) == Rules{"error: reserved-time"});
  }
  SECTION("a label that a query in SQL could not read") {
    plan.metrics[0].each = plan::Each{"window_start", {"a"}};
    CHECK(rules_of(plan) == Rules{"error: reserved-time"});
  }
  SECTION("a variable that a command would see in the place of relctl's own") {
    plan.vars = {{"Version", plan::VariableType::text, "a", "", {}}};
    CHECK(rules_of(plan) == Rules{"error: folded-id"});
  }
  SECTION("a step that then cannot name") {
    plan::Step step = plan.steps[0];
    step.id = "hold";
    plan.steps.push_back(step);
    CHECK(only_finding(plan) ==
          "step 'hold' is a word of then, which would not run it; rename the step");
  }
}
