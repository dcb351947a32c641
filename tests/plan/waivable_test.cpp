// SPDX-License-Identifier: Apache-2.0
#include "plan/waivable.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE(
    "what can be waived are thresholds, metrics and checks, and each series of the first two") {
  plan::Plan plan;
  plan.metrics.resize(1);
  plan.metrics[0].id = "latency";
  plan.metrics[0].each = plan::Each{"endpoint", {"swap", "cart"}};
  plan.thresholds.resize(1);
  plan.thresholds[0].id = "p95";
  plan.thresholds[0].metric = "latency";
  plan.before.resize(1);
  plan.before[0].id = "uat";
  plan.phases.resize(1);
  plan.phases[0].checks.resize(1);
  plan.phases[0].checks[0].id = "smoke";
  CHECK(plan::waivable_names(plan) == std::vector<std::string>{"p95", "latency", "uat", "smoke"});
  CHECK(plan::waivable_series(plan, "p95") == std::vector<std::string>{"p95[swap]", "p95[cart]"});
  CHECK(plan::waivable_series(plan, "latency").front() == "latency[swap]");
  CHECK(plan::waivable_series(plan, "uat").empty());
}
