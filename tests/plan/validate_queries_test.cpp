// SPDX-License-Identifier: Apache-2.0
#include "plan/history.hpp"
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Plan plan_at(plan::SourceKind kind, const std::string& query) {
  plan::Plan plan = a_plan();
  plan.sources[0].kind = kind;
  plan.metrics[0].query.text = query;
  return plan;
}

} // namespace

TEST_CASE("a request is a json source's alone") {
  plan::Plan plan = plan_at(plan::SourceKind::json, ".error_rate");
  plan.metrics[0].request = plan::MetricRequest{"GET", {"/a", {}}, {}, {}};
  CHECK(rules_of(plan).empty());
  plan.sources[0].kind = plan::SourceKind::command;
  CHECK(only_finding(plan) == "metric 'error_rate' has a request, but source 'prom' is of kind "
                              "command; take the request out, or read a json source");
}

TEST_CASE("a parameter of SQL is a variable, the each label or a time") {
  for (const auto kind : {plan::SourceKind::postgres, plan::SourceKind::sqlite}) {
    plan::Plan plan = plan_at(kind, "SELECT 1 WHERE v = :version AND e = :endpoint AND t > "
                                    ":phase_start AND t <= :at AND u > :release_start AND w > "
                                    ":window_start AND x = ':nobody'");
    plan.metrics[0].each = plan::Each{"endpoint", {"a"}};
    CHECK(rules_of(plan).empty());
    plan.metrics[0].query.text = "SELECT :verison";
    CHECK(only_finding(plan).find("query of metric 'error_rate' uses parameter ':verison', which "
                                  "does not exist; ") == 0);
    plan.metrics[0].query.text = "SELECT {{version}}";
    CHECK(rules_of(plan) == Rules{"error: sql-template"});
    plan.metrics[0].query.text = "SELECT $1";
    CHECK(rules_of(plan) == Rules{"error: sql-parameter"});
  }
}

TEST_CASE("SQL that names its time in one query and not in the other is suspicious") {
  plan::Plan plan = plan_at(plan::SourceKind::postgres, "SELECT 1 WHERE t <= :at");
  CHECK(plan::keeps_history(plan.metrics[0], plan.sources[0]));
  plan.metrics[0].volume = plan::Volume{{"SELECT 5", {}}, 5};
  CHECK(rules_of(plan) == Rules{"warning: sql-half-dated"});
  CHECK_FALSE(plan::keeps_history(plan.metrics[0], plan.sources[0]));
  plan.metrics[0].volume->query.text = "SELECT 5 WHERE t > :window_start";
  CHECK(rules_of(plan).empty());
  plan.metrics[0].query.text = "SELECT 1";
  CHECK(rules_of(plan).empty());
}

TEST_CASE("only a command can say volume and age in its answer") {
  plan::Plan plan = plan_at(plan::SourceKind::command, "orders");
  plan.metrics[0].volume = plan::Volume{{}, 5};
  plan.metrics[0].fresh_by = plan::FreshBy{{}, minutes(5)};
  CHECK(rules_of(plan).empty());
  plan.sources[0].kind = plan::SourceKind::json;
  CHECK(rules_of(plan) == Rules{"error: query-missing", "error: query-missing"});
}

TEST_CASE("a page of metrics may say by itself when its samples were taken") {
  plan::Plan plan = plan_at(plan::SourceKind::exposition, "max(orders)");
  plan.metrics[0].fresh_by = plan::FreshBy{{}, minutes(5)};
  CHECK(rules_of(plan).empty());
}

TEST_CASE("an alert query is a list of matchers, and has no baseline") {
  plan::Plan plan =
      plan_at(plan::SourceKind::alertmanager, R"(severity="critical",v="{{version}}")");
  CHECK(rules_of(plan).empty());
  plan.metrics[0].query.text = "severity";
  CHECK(rules_of(plan) == Rules{"error: query-syntax"});
  plan.metrics[0].query.text = "{}";
  plan.metrics[0].fresh_by = plan::FreshBy{{R"(a="b")", {}}, minutes(5)};
  CHECK(rules_of(plan) == Rules{"error: query-unanswerable"});
}

TEST_CASE("the queries of a metric are listed, those without a text left out") {
  plan::Plan plan = a_plan();
  plan.metrics[0].volume = plan::Volume{{}, 5};
  plan.metrics[0].references = {{"mean", {"m", {}}}};
  const auto queries = plan::queries_of(plan.metrics[0]);
  REQUIRE(queries.size() == 2);
  CHECK(std::string(queries[1].key) == "reference query");
}

TEST_CASE("an unknown variable in a request or in a source's command is refused") {
  plan::Plan plan = plan_at(plan::SourceKind::json, ".");
  plan.metrics[0].request = plan::MetricRequest{"GET", {"/{{nobody}}", {}}, {}, {}};
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
  plan = plan_at(plan::SourceKind::command, "orders");
  plan.sources[0].command = {{"./measure", {}}, {"{{nobody}}", {}}};
  CHECK(rules_of(plan) == Rules{"error: unknown-variable"});
}
