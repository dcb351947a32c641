// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Plan plan_for(const std::string& metric, std::string_view breach) {
  plan::Plan plan = a_plan();
  plan.metrics = {a_metric(metric)};
  plan.thresholds = {a_threshold("t", metric, breach)};
  return plan;
}

plan::Plan plan_between(std::string_view breach, std::string_view target) {
  plan::Plan plan = plan_for("orders", breach);
  plan.metrics[0].baseline = plan::Baseline{plan::TemplateText{"sum(rate(a[1m]))", {}}, {}, {}};
  plan.thresholds[0].target = a_limit(target);
  return plan;
}

} // namespace

TEST_CASE("a limit on the wrong side for its name is suspicious") {
  const auto [metric, breach] =
      GENERATE(table<const char*, const char*>({{"error_rate", "< 1%"},
                                                {"failed_orders", "< 1%"},
                                                {"failures", "<= 1%"},
                                                {"api_latency", "< 1%"},
                                                {"latencies", "< 1%"},
                                                {"p95", "< 1%"},
                                                {"checkout-p99", "< 1%"},
                                                {"job_duration_s", "< 1%"},
                                                {"http_5xx", "< 1%"},
                                                {"timeouts", "< 1%"},
                                                {"queue_backlog", "< 1%"},
                                                {"swap_success_rate", "> 80%"},
                                                {"availability", ">= 99%"},
                                                {"avg_quality_score", "> 70%"},
                                                {"cache_hit", "> 70%"},
                                                {"Cache-Hits", "> 70%"}}));
  INFO(metric);
  CHECK(rules_of(plan_for(metric, breach)) == Rules{"warning: limit-wrong-side"});
}

TEST_CASE("a limit on the right side for its name, or with an unclear name, is fine") {
  const auto [metric, breach] =
      GENERATE(table<const char*, const char*>({{"error_rate", "> 1%"},
                                                {"p95", "> 1%"},
                                                {"swap_success_rate", "< 80%"},
                                                {"availability", "< 99%"},
                                                {"orders", "< 1%"},
                                                {"orders", "> 1%"},
                                                {"whitelisted", "> 1%"},
                                                {"success_latency", "> 1%"},
                                                {"score_errors", "< 1%"},
                                                {"error_budget_left", "< 10%"},
                                                {"error_free_sessions", "< 99%"}}));
  INFO(metric << " " << breach);
  CHECK(rules_of(plan_for(metric, breach)).empty());
}

TEST_CASE("the name of a threshold counts like that of its metric") {
  plan::Plan plan = plan_for("swap", "> 80%");
  plan.thresholds[0].id = "swap-success";
  CHECK(only_finding(plan) ==
        "breach '> 80%' of threshold 'swap-success' forbids the good side: by its name, metric "
        "'swap' is good when it is high; turn the comparison to '<', or rename the metric");
}

TEST_CASE("a target that the breach forbids is suspicious") {
  const auto [breach, target] =
      GENERATE(table<const char*, const char*>({{"> 1%", "> 2%"},
                                                {"> 1%", "> 1%"},
                                                {"< 80%", "< 70%"},
                                                {"> 2 * baseline", "> 3 * baseline"}}));
  INFO(breach << " and " << target);
  CHECK(rules_of(plan_between(breach, target)) == Rules{"warning: target-forbidden"});
}

TEST_CASE("a target that is looser than its breach is suspicious") {
  const auto [breach, target] = GENERATE(
      table<const char*, const char*>({{"> 1%", "< 2%"},
                                       {"< 80%", "> 70%"},
                                       {"> 2 * baseline", "< 3 * baseline"},
                                       {"> max(2 * baseline, 1%)", "< max(3 * baseline, 2%)"}}));
  INFO(breach << " and " << target);
  CHECK(rules_of(plan_between(breach, target)) == Rules{"warning: target-loose"});
}

TEST_CASE("a target stricter than its breach is fine, and so is one that depends") {
  const auto [breach, target] =
      GENERATE(table<const char*, const char*>({{"> 1%", "< 0.5%"},
                                                {"> 1%", "< 1%"},
                                                {"> 1%", "<= 1%"},
                                                {"< 80%", "> 90%"},
                                                {"> 90%", "> 10%"},
                                                {"> 2 * baseline", "< 1.2 * baseline"},
                                                {"> 2 * baseline", "< 1%"},
                                                {"< 0.8 * baseline", "> 1%"},
                                                {"> max(2 * baseline, 1%)", "< 0.5%"}}));
  INFO(breach << " and " << target);
  CHECK(rules_of(plan_between(breach, target)).empty());
}

TEST_CASE("a metric called err is a share of errors, whose limits cannot lie outside 0% to 100%") {
  const auto [breach, finding] = GENERATE(table<const char*, const char*>(
      {{"< 0%", "breach '< 0%' of threshold 't' can never hold; write a limit between what is good "
                "and what is not"},
       {">= 0%", "breach '>= 0%' of threshold 't' always holds; write a limit between what is good "
                 "and what is not"},
       {"> 1% - 2%", "breach '> 1% - 2%' of threshold 't' always holds; write a limit between what "
                     "is good and what is not"},
       {"> 150%", "breach '> 150%' of threshold 't' can never hold; write a limit between what is "
                  "good and what is not"}}));
  INFO(breach);
  const auto found = plan::validate(plan_for("err", breach));
  REQUIRE_FALSE(found.empty());
  CHECK(found.front().message + "; " + found.front().remedy == finding);
  CHECK(rules_of(plan_for("err", "> 1%")).empty());
  CHECK(rules_of(plan_for("errands", breach)).empty());
  CHECK(rules_of(plan_for("terror", breach)).empty());
  plan::Plan plan = plan_for("err", "> 1%");
  plan.thresholds[0].target = a_limit("< 0%");
  CHECK(rules_of(plan) == Rules{"warning: limit-without-effect"});
}

TEST_CASE("a limit relative to a baseline that is the metric itself is suspicious") {
  plan::Plan plan = plan_for("orders", "> 2 * baseline");
  plan.metrics[0].baseline = plan::Baseline{plan::TemplateText{"x", {}}, {}, {}};
  plan.metrics[0].baseline->query->text = plan.metrics[0].query.text;
  CHECK(only_finding(plan) ==
        "the baseline of metric 'orders' is its own query, and threshold 't' compares the metric "
        "with itself; ask the baseline of the stable version, such as version=\"{{stable}}\"");
  plan.metrics[0].baseline->query->text += " "; // Blanks make no other query.
  CHECK(rules_of(plan) == Rules{"warning: baseline-is-metric"});
  plan.metrics[0].baseline->query->text = "sum(rate(orders_total{version=\"{{stable}}\"}[1m]))";
  CHECK(rules_of(plan).empty());
}

TEST_CASE("a baseline that is the metric itself, and that no limit compares with, is fine") {
  plan::Plan plan = plan_for("orders", "> 2%");
  plan.metrics[0].baseline = plan::Baseline{plan.metrics[0].query, {}, {}};
  CHECK(rules_of(plan).empty());
}
