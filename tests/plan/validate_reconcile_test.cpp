// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Source a_source(const std::string& id, plan::SourceKind kind) {
  plan::Source source;
  source.id = id;
  source.kind = kind;
  return source;
}

/// A plan whose first phase compares `orders` (PostgreSQL) with `shadow` (JSON).
plan::Plan comparing(const std::string& sql = "SELECT id, amount FROM orders WHERE v = :version") {
  plan::Plan plan = a_plan();
  plan.sources.push_back(a_source("orders", plan::SourceKind::postgres));
  plan.sources.push_back(a_source("shadow", plan::SourceKind::json));
  plan::ReconcileAction action;
  action.left = {"orders", {sql, {}}, {}, {}};
  action.right = {"shadow", {".orders", {}}, {}, {}};
  action.key = {"id"};
  plan::Check check;
  check.id = "shadow-orders";
  check.step = a_step("shadow-orders", {});
  check.step->action = action;
  plan.phases[0].checks.push_back(check);
  return plan;
}

plan::ReconcileAction& action_of(plan::Plan& plan) {
  return std::get<plan::ReconcileAction>(plan.phases[0].checks[0].step->action);
}

} // namespace

TEST_CASE("a comparison asks two sources that have rows") {
  plan::Plan plan = comparing();
  CHECK(rules_of(plan).empty());
  action_of(plan).left.source = "orderz";
  CHECK(only_finding(plan) ==
        "left of 'shadow-orders' names source 'orderz', which does not exist; write 'orders'");
  for (const auto kind : {plan::SourceKind::prometheus, plan::SourceKind::exposition,
                          plan::SourceKind::alertmanager}) {
    plan = comparing();
    plan.sources.back().kind = kind;
    CHECK(rules_of(plan) == Rules{"error: source-without-rows"});
  }
  plan = comparing();
  action_of(plan).left.request = plan::MetricRequest{"GET", {"/a", {}}, {}, {}};
  CHECK(rules_of(plan) == Rules{"error: request-without-json"});
}

TEST_CASE("SQL of a comparison takes variables, and the times of release and phase") {
  CHECK(rules_of(comparing("SELECT 1 WHERE a > :release_start AND b > :phase_start")).empty());
  CHECK(rules_of(comparing("SELECT 1 WHERE a > :at")) == Rules{"error: unknown-variable"});
  CHECK(only_finding(comparing("SELECT :verison"))
            .find("the query left of 'shadow-orders' uses parameter ':verison'") == 0);
  CHECK(rules_of(comparing("SELECT {{version}}")) == Rules{"error: sql-template"});
  CHECK(rules_of(comparing("SELECT $1")) == Rules{"error: sql-parameter"});
}

TEST_CASE("what is no SQL is a template") {
  plan::Plan plan = comparing();
  action_of(plan).right.query.text = ".orders[\"{{version}}\"]";
  CHECK(rules_of(plan).empty());
  action_of(plan).right.query.text = ".orders[\"{{verison}}\"]";
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
  plan = comparing();
  action_of(plan).right.request = plan::MetricRequest{"GET", {"/{{verison}}", {}}, {}, {}};
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
}

TEST_CASE("before the start, and while a phase is entered, there is no start of a phase") {
  plan::Plan plan = comparing("SELECT 1 WHERE a > :phase_start");
  plan.before.push_back(plan.phases[0].checks[0]);
  plan.phases[0].checks.clear();
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
  plan::Step step = *plan.before[0].step;
  plan.before.clear();
  plan.steps.push_back(step);
  CHECK(rules_of(plan).empty());
  plan.phases[1].enter.push_back(step.id);
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
}

TEST_CASE("a comparison before an observation is judged as well") {
  plan::Plan plan = comparing();
  plan.observe.emplace();
  plan.observe->samples.text = "3";
  plan.observe->every.text = "10m";
  plan.observe->before.push_back(plan.phases[0].checks[0]);
  plan.phases[0].checks.clear();
  CHECK(rules_of(plan).empty());
  std::get<plan::ReconcileAction>(plan.observe->before[0].step->action).left.source = "nobody";
  CHECK(rules_of(plan) == Rules{"error: unknown-source"});
}

TEST_CASE("the label of each is a parameter, and a verify compares as well") {
  plan::Plan plan = comparing("SELECT 1 WHERE n = :node");
  plan::Step step = *plan.phases[0].checks[0].step;
  plan.phases[0].checks.clear();
  step.each = plan::Each{"node", {"n1"}};
  plan.steps.push_back(step);
  CHECK(rules_of(plan).empty());
  plan.steps.back().verify = plan::Verify{plan.steps.back().action, seconds(30), {}};
  std::get<plan::ReconcileAction>(plan.steps.back().verify->action).left.query.text =
      "SELECT :nobody";
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
}

TEST_CASE("columns that are not compared have no say in the comparison") {
  plan::Plan plan = comparing();
  action_of(plan).ignore = {"id"};
  CHECK(only_finding(plan) == "ignore of 'shadow-orders' names 'id', which is a column of the key; "
                              "take it out there");
  action_of(plan).ignore = {"note"};
  action_of(plan).tolerance = {{"note", 1}};
  CHECK(rules_of(plan) == Rules{"error: column-not-compared"});
  action_of(plan).ignore.clear();
  action_of(plan).columns = {"amount"};
  CHECK(rules_of(plan) == Rules{"error: column-not-compared"});
  action_of(plan).tolerance = {{"amount", 1}};
  CHECK(rules_of(plan).empty());
  action_of(plan).columns = {"amount", "id"};
  CHECK(rules_of(plan) == Rules{"error: column-not-compared"});
}

TEST_CASE("rows may either differ or be closed one by one") {
  plan::Plan plan = comparing();
  action_of(plan).at_most = 3;
  CHECK(rules_of(plan).empty());
  plan.phases[0].checks[0].items = true;
  CHECK(rules_of(plan) == Rules{"error: at-most-with-items"});
}
