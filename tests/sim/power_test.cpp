// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/power.hpp"
#include "sim/simulated_courses.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

/// One phase of 10 % with a metric over one minute and the threshold given.
plan::Plan plan_with(const std::string& threshold, const std::string& observe = "90s",
                     const std::string& metric = "every: 1m, window: 1m",
                     const std::string& volume = "v") {
  const auto loaded = planfile::load_plan(
      "relctl: 1\nname: shop\nsources: { p: { prometheus: \"http://h\" } }\nmetrics:\n"
      "  errors: { source: p, query: e, unit: ratio, " +
          metric + ", volume: { query: \"" + volume +
          "\", at_least: 100 } }\n"
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
  CHECK(row_of(plan_with("breach: \"> 1%\""), question).false_alarm.value ==
        Approx(0.0134690093).epsilon(1e-6));
  CHECK(row_of(plan_with("breach: \"> 1%\"", "10m"), question).false_alarm.value ==
        Approx(0.1268127869).epsilon(1e-6));
}

TEST_CASE("a shape may be complete at any reading of the phase") {
  // 600 requests a reading, 20 readings, 1.5 % of failures: P(more than 12 of 600) = 0.122574, and
  // then what an exact computation over all courses of 20 readings gives.
  const auto chance = [](const std::string& shape) {
    return row_of(plan_with("breach: \"> 2%\"" + shape, "20m"), {100.0, 0.015, 0.95, {}});
  };
  CHECK(chance(", windows: 2").false_alarm.value == Approx(0.2293418547).epsilon(1e-8));
  CHECK(chance(", for: 2m").false_alarm.value == Approx(0.0290333367).epsilon(1e-8));
  CHECK(chance(", n_of_m: 3/5").false_alarm.value == Approx(0.1152869464).epsilon(1e-8));
  CHECK(chance(", windows: 2").smallest.value() == Approx(0.02010).epsilon(1e-3));
  CHECK(chance(", for: 2m").smallest.value() == Approx(0.02305).epsilon(1e-3));
  CHECK(chance(", n_of_m: 3/5").smallest.value() == Approx(0.02041).epsilon(1e-3));
}

TEST_CASE("where too many outcomes are to be told apart they are simulated") {
  const auto chance = [](const std::string& shape) {
    return row_of(plan_with("breach: \"> 2%\"" + shape, "30m"), {100.0, 0.015, 0.95, {}})
        .false_alarm;
  };
  CHECK_FALSE(chance(", n_of_m: 3/10").margin);
  const Chance more = chance(", n_of_m: 3/11"); // Every 3 of 10 are 3 of 11.
  REQUIRE(more.margin);
  CHECK(*more.margin < 0.011);
  CHECK(more.value > chance(", n_of_m: 3/10").value - *more.margin);
  CHECK(more.value < chance(", n_of_m: 3/10").value + 0.05);
}

TEST_CASE("readings whose windows overlap share what both have seen") {
  // 750 requests a reading of five minutes, each minute; the chances are those of a program of its
  // own that draws the failures of each minute and looks at every reading anew, 40000 times.
  const auto alarm = [](const std::string& shape, const std::string& observe) {
    return row_of(plan_with("breach: \"> 5%\"" + shape, observe, "every: 1m, window: 5m"),
                  {25.0, 0.04, 0.95, {}})
        .false_alarm;
  };
  const struct {
    std::string shape;
    std::string observe;
    double chance;
  } known[] = {{"", "30m", 0.6526},
               {", windows: 3", "30m", 0.2760},
               {", n_of_m: 3/5", "12m", 0.1012},
               {", n_of_m: 3/5", "30m", 0.3183},
               {", n_of_m: 3/5", "2h", 0.8253},
               {", for: 5m", "30m", 0.0385}};
  for (const auto& one : known) {
    CAPTURE(one.shape, one.observe);
    const Chance found = alarm(one.shape, one.observe);
    REQUIRE(found.margin);
    CHECK(*found.margin < 0.015);
    CHECK(found.value == Approx(one.chance).margin(*found.margin + 0.005));
  }
  CHECK(alarm("", "30m").value == alarm("", "30m").value);
  const PowerRow row =
      row_of(plan_with("breach: \"> 5%\", n_of_m: 3/5", "12m", "every: 1m, window: 5m"),
             {25.0, 0, .95, {}});
  CHECK(row.is_simulated);
  CHECK(row.smallest.value() == Approx(0.0586).epsilon(0.01));
  CHECK(row.warning.empty()); // It fits: the third reading is at seven minutes.
}

TEST_CASE("a window that is no multiple of the grid parts its steps") {
  // 150 requests in 90 seconds; again by a program of its own.
  const Chance found =
      row_of(plan_with("breach: \"> 5%\", windows: 2", "20m", "every: 1m, window: 90s"),
             {100.0 / 6.0, 0.04, 0.95, {}})
          .false_alarm;
  REQUIRE(found.margin);
  CHECK(found.value == Approx(0.7759).margin(*found.margin + 0.005));
}

TEST_CASE("what is simulated is what the formula says where there is one") {
  for (const std::int64_t readings : {20, 2000}) // The longer phase is continued, not simulated.
    for (const std::int64_t count : {1, 2}) {
      BreachRule rule{minutes(1), minutes(1), readings, 0.02};
      rule.count = rule.of = count;
      const double rate = readings == 20 ? 0.015 : 0.01;
      const Chance exact = breach_chance(rule, 600, rate, Precision::fine);
      CHECK_FALSE(exact.margin);
      const Chance simulated = simulated_chance(rule, 600, rate, 2'000'000);
      CAPTURE(readings, count, exact.value, simulated.value, *simulated.margin);
      CHECK(std::fabs(simulated.value - exact.value) < 1.5 * *simulated.margin);
    }
}

TEST_CASE("a burn rate breaches by the mean of its long window, in which what was before is none") {
  const auto burn = [](const std::string& breach, const std::string& observe) {
    return row_of(
        plan_with(breach + "burn_rate: { objective: 99.9%, short: 5m, long: 1h, factor: 14.4 }",
                  observe, "every: 30s, window: 30s"),
        {100.0, 0.001, 0.95, {}});
  };
  const PowerRow brief = burn("", "20m"); // 40 of 120 readings: it takes three times the share.
  CHECK(brief.limit == Approx(0.0144));
  CHECK(brief.smallest.value() == Approx(0.0464).epsilon(0.015));
  CHECK(brief.false_alarm.value < 1e-4);
  CHECK(brief.warning.find("though the limit is 1.44%; the long window is longer than 20m") !=
        std::string::npos);
  CHECK(burn("", "4h").smallest.value() < 0.0155);
  CHECK(burn("breach: \"> 5%\", ", "4h").limit == Approx(0.0144));
  CHECK(burn("", "30s").warning == "30s of observation are too short for it to breach");
}

TEST_CASE("a span between two grid times takes the reading after it") {
  // Three readings, of which the last is 2 minutes after the first: not two.
  const auto alarm = [](const std::string& shape) {
    return row_of(plan_with("breach: \"> 2%\"" + shape, "20m"), {100.0, 0.015, 0.95, {}})
        .false_alarm.value;
  };
  CHECK(alarm(", for: 90s") == Approx(alarm(", windows: 3")));
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

TEST_CASE("where every reading is thin nothing is caught, and nothing is a false alarm") {
  const PowerRow thin = row_of(plan_with("breach: \"> 1%\""), {10.0, 0.04, 0.95, {}});
  CHECK_FALSE(thin.smallest);
  CHECK(thin.false_alarm.value == 0.0);
  CHECK(row_of(plan_with("breach: \"> 1%\""), {20.0, 0.0, 0.95, {}}).smallest);
}

TEST_CASE("a volume counts over its own range") {
  // 60 requests a minute, 300 in five.
  const auto plan =
      plan_with("breach: \"> 1%\"", "10m", "every: 1m, window: 1m", "sum(increase(requests[5m]))");
  const PowerRow row = row_of(plan, {10.0, 0.0, 0.95, {}});
  CHECK(row.requests == 60);
  CHECK(row.smallest);
  CHECK(row.warning.find("thin") == std::string::npos);
}

TEST_CASE("a window that the phase has no room for is none, nor one that leaves readings thin") {
  const auto needed = [](const std::string& observe, double rps) {
    return row_of(plan_with("breach: \"> 1%\"", observe, "every: 1m, window: 1m"),
                  {rps, 0.0, 0.95, 0.02})
        .needed_window;
  };
  REQUIRE(needed("40m", 5.0)); // 0.5 requests a second.
  CHECK(needed("40m", 5.0)->ms < minutes(40).ms);
  CHECK(needed("40m", 5.0)->ms >= seconds(200).ms);
  CHECK_FALSE(needed("3m", 5.0));
  CHECK_FALSE(needed("40m", 0.4)); // 96 requests in all of it.
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
  const auto left_out = not_judged(plan, {100.0, 0.0, 0.95, {}});
  REQUIRE(left_out.size() == 1);
  CHECK(left_out.front().threshold == "slow");
  CHECK(left_out.front().reason == "no share of requests");
}

TEST_CASE("a trend has no row, nor what has no limit at that base rate; each has its reason") {
  const auto reason = [](const plan::Plan& plan, double base) {
    const PowerQuestion question{100.0, base, 0.95, {}};
    const auto left_out = not_judged(plan, question);
    CHECK(power_of(plan, {}, question).size() + left_out.size() == 1);
    return left_out.empty() ? std::string() : left_out.front().reason;
  };
  CHECK(reason(plan_with("breach: \"> 1%\", trend: { for: 5m }", "20m"), 0.001)
            .starts_with("a trend looks for growth"));
  const auto relative = plan_with("breach: \"> 3 * baseline\"", "20m",
                                  "every: 1m, window: 1m, baseline: { query: b }");
  CHECK(reason(relative, 0.0) == "baseline is zero at a base rate of 0%; say another with --base");
  CHECK(reason(relative, 0.001).empty());
}
