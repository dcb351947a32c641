// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Plan plan_with_query(const std::string& query) {
  plan::Plan plan = a_plan();
  plan.metrics[0].query.text = query;
  return plan;
}

plan::Plan exposition_plan(const std::string& query) {
  plan::Plan plan = plan_with_query(query);
  plan.sources[0].kind = plan::SourceKind::exposition;
  return plan;
}

} // namespace

TEST_CASE("only a source that keeps history knows an earlier baseline") {
  plan::Plan plan = a_plan();
  plan.metrics[0].baseline = plan::Baseline{};
  plan.metrics[0].baseline->earlier = hours(168);
  CHECK(rules_of(plan).empty());
  plan.metrics[0].query.text = "sum(errors_total)";
  plan.sources[0].kind = plan::SourceKind::exposition;
  CHECK(rules_of(plan) == Rules{"error: baseline-without-history"});
}

TEST_CASE("a metric that nothing uses is suspicious unless it is watched") {
  plan::Plan plan = a_plan();
  plan.metrics.push_back(a_metric("share_joined"));
  CHECK(only_finding(plan) == "nothing uses metric 'share_joined'; add a threshold on it, or mark "
                              "it watch: true");
  plan.metrics[1].watch = true;
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a watched metric under a threshold is suspicious") {
  plan::Plan plan = a_plan();
  plan.metrics[0].watch = true;
  CHECK(rules_of(plan) == Rules{"warning: watch-metric-decides"});
}

TEST_CASE("an interval longer than the window is suspicious") {
  plan::Plan plan = a_plan();
  plan.metrics[0].every = minutes(2);
  CHECK(rules_of(plan) == Rules{"warning: interval-longer-than-window"});
  plan.metrics[0].every = minutes(1);
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a bare gauge without its own sample time is suspicious") {
  plan::Plan plan = plan_with_query("avg(recipe_quality_score)");
  CHECK(rules_of(plan) == Rules{"warning: gauge-without-fresh-by"});
  SECTION("fresh_by mends it") {
    plan.metrics[0].fresh_by =
        plan::FreshBy{{"max(timestamp(recipe_quality_score))", {}}, minutes(10)};
    CHECK(rules_of(plan).empty());
  }
  SECTION("a rate is no gauge") {
    plan.metrics[0].query.text = "sum(rate(a[1m]))";
    CHECK(rules_of(plan).empty());
  }
  SECTION("an exposition source reads the samples themselves") {
    plan.sources[0].kind = plan::SourceKind::exposition;
    CHECK(rules_of(plan).empty());
  }
  SECTION("a watched gauge decides nothing") {
    plan.metrics[0].watch = true;
    CHECK(rules_of(plan) == Rules{"warning: watch-metric-decides"});
  }
}

TEST_CASE("a query that looks back further than the window is suspicious") {
  plan::Plan plan = plan_with_query("sum(rate(a[5m])) / sum(rate(b[1m]))");
  CHECK_THAT(only_finding(plan), Catch::EndsWith("; write window: 5m"));
  CHECK(rules_of(plan) == Rules{"warning: range-beyond-window"});
  plan.metrics[0].window = minutes(5);
  CHECK(rules_of(plan).empty());
}

TEST_CASE("queries of exposition sources are parsed, and said where they go wrong") {
  CHECK(
      rules_of(exposition_plan("rate(errors_total{version=\"{{version}}\"}) / rate(all)")).empty());
  plan::Plan plan = exposition_plan("sum(rate(errors_total))");
  plan.metrics[0].query.mark = {8, 12};
  CHECK(only_finding(plan) == "query of metric 'error_rate', character 5: functions cannot be "
                              "nested; use one function on one selector");
  CHECK(rules_of(plan) == Rules{"error: query-syntax"});
  CHECK(plan::validate(plan)[0].mark == plan::Mark{8, 12});
}

TEST_CASE("every query of a metric is parsed") {
  plan::Plan plan = exposition_plan("rate(a)");
  plan::Metric& metric = plan.metrics[0];
  const plan::TemplateText bad{"rate(a[5m])", {}};
  SECTION("volume") {
    metric.volume = plan::Volume{bad, 1};
  }
  SECTION("baseline") {
    metric.baseline = plan::Baseline{bad, {}, {}};
  }
  SECTION("fresh_by") {
    metric.fresh_by = plan::FreshBy{bad, minutes(1)};
  }
  SECTION("reference") {
    metric.references = {{"mean", bad}};
  }
  CHECK(rules_of(plan) == Rules{"error: query-syntax"});
}
