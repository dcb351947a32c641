// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

const plan::TemplateText k_bad{"{{verison}}", {33, 5}};

plan::HttpAction request(const std::string& url) {
  plan::HttpAction action;
  action.url.text = url;
  return action;
}

/// A suite that creates something under `name` and takes it away again.
plan::Step a_suite(const std::string& name) {
  plan::SuiteAction suite;
  suite.base.text = "http://127.0.0.1";
  suite.requests.resize(2);
  suite.requests[0].path.text = "/x";
  suite.requests[0].captures = {{name, ".id", {12, 7}, {}}};
  suite.requests[1].path.text = "/x/{{" + name + "}}";
  plan::Step step = a_step("probe", {"./probe"});
  step.action = suite;
  return step;
}

} // namespace

TEST_CASE("an unknown variable is refused wherever a template stands") {
  plan::Plan plan = a_plan();
  plan::Metric& metric = plan.metrics[0];
  plan::Step step = a_step("deploy", {"./deploy", "{{to}}"});
  SECTION("query") {
    metric.query.text = "sum(rate(a{v=\"{{verison}}\"}[1m]))";
  }
  SECTION("volume") {
    metric.volume = plan::Volume{k_bad, 1};
  }
  SECTION("baseline") {
    metric.baseline = plan::Baseline{k_bad, {}, {}};
  }
  SECTION("fresh_by") {
    metric.fresh_by = plan::FreshBy{k_bad, minutes(1)};
  }
  SECTION("reference") {
    metric.references = {{"mean", k_bad}};
  }
  SECTION("phase traffic") {
    plan.phases[0].traffic = k_bad;
  }
  SECTION("step traffic") {
    plan.rollback.steps[0].traffic = k_bad;
  }
  SECTION("comms") {
    plan.comms["held"] = {k_bad, {}};
  }
  SECTION("argv") {
    step = a_step("deploy", {"./deploy", "{{verison}}"});
  }
  SECTION("verification") {
    plan.rollback.verify[0] = a_step("smoke", {"{{verison}}"});
  }
  SECTION("url") {
    step.action = request("http://127.0.0.1/{{verison}}");
  }
  SECTION("header") {
    plan::HttpAction action = request("http://127.0.0.1/");
    action.headers = {{"X-Version", k_bad}};
    step.action = action;
  }
  SECTION("body") {
    plan::HttpAction action = request("http://127.0.0.1/");
    action.body = k_bad;
    step.action = action;
  }
  SECTION("socket") {
    step.action = plan::HaproxyAction{k_bad, "app", "canary", "stable"};
  }
  SECTION("verify") {
    step.verify = plan::Verify{request("http://127.0.0.1/{{verison}}"), seconds(5), {}};
  }
  SECTION("precondition") {
    plan::Check check;
    check.id = "ready";
    check.step = a_step("ready", {"{{verison}}"});
    plan.before = {check};
  }
  plan.steps.push_back(step);
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
  CHECK_THAT(only_finding(plan), Catch::EndsWith("; write 'version'"));
}

TEST_CASE("a capture named like a variable is refused, so that no clean-up takes away that one") {
  plan::Plan plan = a_plan();
  plan.vars = {{"oncall", plan::VariableType::text, "backend", "", {}}};
  plan.components = {{"core", std::nullopt, {}}};
  plan::Each nodes{"node", {"n1"}};
  plan.steps.push_back(a_suite("camera"));
  plan.steps.back().each = nodes;
  CHECK(rules_of(plan).empty());
  std::vector<std::string> names{"oncall", "node", plan::component_variable("core")};
  for (const plan::CatalogueEntry& entry : plan::template_catalogue())
    names.emplace_back(entry.name);
  for (const std::string& name : names) {
    CAPTURE(name);
    plan.steps.back() = a_suite(name);
    plan.steps.back().each = nodes;
    CHECK(rules_of(plan) == Rules{"error: capture-name"});
  }
  plan.steps.back() = a_suite("version");
  CHECK(only_finding(plan) == "a request of step 'probe' captures 'version', which is a variable "
                              "of templates already; give it a name of its own, for instance "
                              "'version_2'");
  CHECK(plan::validate(plan)[0].mark == plan::Mark{12, 7});
}

TEST_CASE("two requests of a suite capture under two names") {
  plan::Plan plan = a_plan();
  plan::Step step = a_suite("camera");
  auto& requests = std::get<plan::SuiteAction>(step.action).requests;
  requests.push_back(requests[0]);
  plan.steps.push_back(step);
  CHECK(only_finding(plan) == "a request of step 'probe' captures 'camera', which an earlier one "
                              "captures already; give it a name of its own, for instance "
                              "'camera_2'");
}

TEST_CASE("a way back that names one of several tracks would leave the others") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0] = a_step("back", {"./shift", "{{track}}"});
  const auto told = [&]() -> std::string {
    for (const plan::Diagnostic& diagnostic : plan::validate(plan))
      if (diagnostic.rule == "track-of-several")
        return diagnostic.message;
    return "";
  };
  CHECK(told().empty());
  plan.tracks.push_back(plan.tracks[0]);
  plan.tracks.back().id = "write";
  CHECK(told().starts_with("the command of step 'back' names {{track}}, but it runs once"));
}

TEST_CASE("the place of the template is named, else that of its owner") {
  plan::Plan plan = a_plan();
  plan.comms_mark = {40, 1};
  plan.comms["held"] = {k_bad, {}};
  CHECK(plan::validate(plan)[0].mark == plan::Mark{33, 5});
  plan.comms["held"].mark = {};
  CHECK(plan::validate(plan)[0].mark == plan::Mark{40, 1});
}

TEST_CASE("the catalogue, the plan's variables and the label of each are known") {
  plan::Plan plan = a_plan();
  plan.vars = {{"oncall", plan::VariableType::text, "backend", "", {}}};
  plan.metrics[0].each = plan::Each{"endpoint", {"swap"}};
  plan.metrics[0].query.text = "sum(rate(a{v=\"{{version}}\",e=\"{{endpoint}}\"}[1m]))";
  plan.comms["held"].text = "{{#eta}}{{eta}}{{/eta}} {{impact}} {{oncall}} {{next_check}}";
  CHECK(rules_of(plan).empty());
  plan.comms["held"].text = "{{endpoint}}";
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
}

TEST_CASE("a template that cannot be read is an error with its remedy") {
  plan::Plan plan = a_plan();
  plan.comms["held"].text = "held: {{reasons";
  CHECK(only_finding(plan) ==
        "template 'held' of comms: a template has '{{' without '}}'; close the tag");
  CHECK(rules_of(plan) == Rules{"error: template-syntax"});
}

TEST_CASE("a default is of its variable's type") {
  plan::Plan plan = a_plan();
  plan.vars = {{"ratio", plan::VariableType::percent, "20", "", {}}};
  CHECK(only_finding(plan) == "the default of variable 'ratio': '20' is not a percentage from 0% "
                              "to 100%; write for instance 20%");
  CHECK(rules_of(plan) == Rules{"error: variable-default"});
  plan.vars[0].default_value = "20%";
  CHECK(rules_of(plan).empty());
}
