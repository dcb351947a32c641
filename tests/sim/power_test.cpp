// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/power.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

/// One phase of 10 % with a metric over one minute and the threshold given.
plan::Plan plan_with(const std::string& threshold, const std::string& observe = "90s",
                     const std::string& metric = "every: 1m, window: 1m") {
  const auto loaded = planfile::load_plan(
      "relctl: 1\nname: shop\nsources: { p: { prometheus: \"http://h\" } }\nmetrics:\n"
      "  errors: { source: p, query: e, unit: ratio, " +
          metric +
          ", volume: { query: v, at_least: 100 } }\n"
          "  p95: { source: p, query: q, unit: s, every: 1m, watch: true }\n"
          "thresholds:\n  errors: { metric: errors, then: rollback, " +
          threshold + " }\nphases: [ { id: p10, traffic: 10%, observe: " + observe +
          " } ]\nrollback: { steps: [ { id: b, run: [b] } ], verify: [ { id: s, run: [s] } ] }\n",
      [](const std::string&) { return std::nullopt; });
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("plan", diagnostic));
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

/// 167 requests a second are just over 1000 a minute at 10 %.
PowerRow row_of(const plan::Plan& plan, PowerQuestion question = {1000.0 / 6.0, 0.0, 0.95, {}}) {
  const auto rows = power_of(plan, {}, question);
  REQUIRE(rows.size() == 1);
  return rows.front();
}

} // namespace

TEST_CASE("one reading catches what a binomial test of its requests catches") {
  const PowerRow row = row_of(plan_with("breach: \"> 1%\""));
  CHECK(row.requests == 1000);
  CHECK(row.limit == Approx(0.01));
  // The rate at which more than 10 of 1000 have a chance of 95%: BetaInv(0.95; 11, 990).
  CHECK(row.smallest.value() == Approx(0.0169031751).epsilon(1e-6));
  CHECK(row.warning.empty());
}

TEST_CASE("a breach that must last catches less, and the longer phase more") {
  CHECK(row_of(plan_with("breach: \"> 1%\", for: 2m", "3m")).smallest.value() ==
        Approx(0.0190623268).epsilon(1e-6));
  CHECK(row_of(plan_with("breach: \"> 1%\"", "10m")).smallest.value() ==
        Approx(0.0087037244).epsilon(1e-6));
}

TEST_CASE("the chance of a false alarm is that of a breach at the base rate") {
  const PowerQuestion question{1000.0 / 6.0, 0.005, 0.95, {}};
  CHECK(row_of(plan_with("breach: \"> 1%\""), question).false_alarm ==
        Approx(0.0134690093).epsilon(1e-6));
  CHECK(row_of(plan_with("breach: \"> 1%\"", "10m"), question).false_alarm ==
        Approx(0.1268127869).epsilon(1e-6));
}

TEST_CASE("a shape may be complete at any reading of the phase") {
  // 600 requests a reading, 20 readings, 1.5 % of failures: P(more than 12 of 600) = 0.122574, and
  // then what an exact computation over all courses of 20 readings gives.
  const auto chance = [](const std::string& shape) {
    return row_of(plan_with("breach: \"> 2%\"" + shape, "20m"), {100.0, 0.015, 0.95, {}});
  };
  CHECK(chance(", windows: 2").false_alarm == Approx(0.2293418547).epsilon(1e-8));
  CHECK(chance(", for: 2m").false_alarm == Approx(0.0290333367).epsilon(1e-8));
  CHECK(chance(", n_of_m: 3/5").false_alarm == Approx(0.1152869464).epsilon(1e-8));
  CHECK(chance(", windows: 2").smallest.value() == Approx(0.02010).epsilon(1e-3));
  CHECK(chance(", for: 2m").smallest.value() == Approx(0.02305).epsilon(1e-3));
  CHECK(chance(", n_of_m: 3/5").smallest.value() == Approx(0.02041).epsilon(1e-3));
}

TEST_CASE("where too many readings are looked back at the chance is a lower bound") {
  const auto chance = [](const std::string& shape) {
    return row_of(plan_with("breach: \"> 2%\"" + shape, "30m"), {100.0, 0.015, 0.95, {}})
        .false_alarm;
  };
  CHECK(chance(", n_of_m: 3/10") > chance(", n_of_m: 3/9"));
  CHECK(chance(", n_of_m: 3/11") < chance(", n_of_m: 3/10"));
  CHECK(chance(", n_of_m: 3/11") > 0.0);
}

TEST_CASE("a share of successes is judged by its failures, and a baseline by the base rate") {
  CHECK(row_of(plan_with("breach: \"< 99%\"")).smallest.value() ==
        Approx(0.0169031751).epsilon(1e-6));
  const PowerQuestion question{1000.0 / 6.0, 0.005, 0.95, {}};
  const auto plan = plan_with("breach: \"> 2 * baseline\"", "90s",
                              "every: 1m, window: 1m, baseline: { query: b }");
  CHECK(row_of(plan, question).limit == Approx(0.01));
}

TEST_CASE("a limit that includes its value needs one failure less") {
  const double above = row_of(plan_with("breach: \"> 1%\"")).smallest.value();
  const double from = row_of(plan_with("breach: \">= 1%\"")).smallest.value();
  CHECK(from < above);
}

TEST_CASE("what it takes to catch a wanted share is told as a window and as an exposure") {
  const PowerQuestion question{1000.0 / 6.0, 0.0, 0.95, 0.0170};
  const PowerRow row = row_of(plan_with("breach: \"> 1%\""), question);
  REQUIRE(row.needed_window);
  CHECK(row.needed_window->ms <= minutes(1).ms);
  CHECK(row.needed_share.value() <= 0.1);
  CHECK(row.needed_share.value() > 0.08);
  const PowerQuestion beyond{1000.0 / 6.0, 0.0, 0.95, 0.009};
  CHECK_FALSE(row_of(plan_with("breach: \"> 1%\""), beyond).needed_window);
}

TEST_CASE("a window of less than a second is not told as a whole one") {
  const PowerQuestion question{1000.0 / 6.0 * 1000.0, 0.0, 0.95, 0.0170};
  const PowerRow row = row_of(plan_with("breach: \"> 1%\""), question);
  REQUIRE(row.needed_window);
  CHECK(*row.needed_window < milliseconds(100));
  CHECK(*row.needed_window > milliseconds(10));
}

TEST_CASE("where every reading is thin nothing is caught") {
  CHECK_FALSE(row_of(plan_with("breach: \"> 1%\""), {10.0, 0.0, 0.95, {}}).smallest);
  CHECK(row_of(plan_with("breach: \"> 1%\""), {20.0, 0.0, 0.95, {}}).smallest);
}

TEST_CASE("a phase that cannot see what its threshold promises says why") {
  const auto warning = [](const plan::Plan& plan, double rps) {
    return row_of(plan, {rps, 0.0, 0.95, {}}).warning;
  };
  CHECK(warning(plan_with("breach: \"> 1%\""), 10.0) ==
        "every reading is thin: 60 of at least 100 requests");
  CHECK(warning(plan_with("breach: \"> 1%\", for: 30m", "10m"), 1000.0) ==
        "10m of observation are too short for it to breach");
  CHECK(warning(plan_with("breach: \"> 0.1%\""), 20.0).starts_with("catches "));
}

TEST_CASE("latencies have no row") {
  auto plan = plan_with("breach: \"> 1%\"");
  plan.thresholds.push_back(plan.thresholds.front());
  plan.thresholds.back().id = "slow";
  plan.thresholds.back().metric = "p95";
  CHECK(power_of(plan, {}, {100.0, 0.0, 0.95, {}}).size() == 1);
  CHECK(without_power(plan) == std::vector<std::string>{"slow"});
}
