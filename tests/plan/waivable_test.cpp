// SPDX-License-Identifier: Apache-2.0
#include "plan/waivable.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

namespace {

Check a_check(const char* id) {
  Check check;
  check.id = id;
  return check;
}

Plan plan_with_checks() {
  Plan plan;
  Metric metric;
  metric.id = "latency";
  metric.each.emplace();
  metric.each->values = {"quote", "swap"};
  plan.metrics = {metric};
  Threshold threshold;
  threshold.id = "p95";
  threshold.metric = "latency";
  plan.thresholds = {threshold};
  plan.before = {a_check("signed")};
  Phase phase;
  phase.checks = {a_check("looked")};
  plan.phases = {phase};
  return plan;
}

} // namespace

TEST_CASE("thresholds, metrics and checks can be waived, of the start and of every phase") {
  CHECK(waivable_names(plan_with_checks()) ==
        std::vector<std::string>{"p95", "latency", "signed", "looked"});
}

TEST_CASE("a threshold or metric of several series can be waived one by one, a check cannot") {
  using Names = std::vector<std::string>;
  CHECK(waivable_series(plan_with_checks(), "p95") == Names{"p95[quote]", "p95[swap]"});
  CHECK(waivable_series(plan_with_checks(), "latency") == Names{"latency[quote]", "latency[swap]"});
  CHECK(waivable_series(plan_with_checks(), "signed").empty());
  Plan plain = plan_with_checks();
  plain.metrics.front().each.reset();
  CHECK(waivable_series(plain, "p95").empty());
}
