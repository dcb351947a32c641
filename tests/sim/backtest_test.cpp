// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "core/measurement.hpp"
#include "planfile/plan_yaml.hpp"
#include "sim/backtest.hpp"
#include "sim/backtest_plan.hpp"
#include "sim/kept_words.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace relctl;
using namespace relctl::sim;

namespace {

using End = PastRelease::End;

constexpr Instant k_begin{1'790'812'800'000}; // 2026-10-01T00:00:00Z

plan::Plan plan_with_thresholds(const std::string& thresholds) {
  const auto loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics:
  errors: { source: prom, query: e, unit: "%", every: 1m }
  p95: { source: prom, query: p, unit: ms, every: 1m, baseline: { earlier: 1h } }
phases:
  - { id: p5, traffic: 5%, observe: 20m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 40m, enter: [shift] }
steps: { shift: { run: [./shift] } }
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
thresholds:
)PLAN" + thresholds,
      [](const std::string&) { return std::nullopt; });
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("plan", diagnostic));
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return backtest_plan(loaded.plan, {}, std::nullopt);
}

const std::string k_rolls_back = "  errors: { metric: errors, breach: \"> 1%\", for: 3m, "
                                 "then: rollback }\n";
const std::string k_holds = "  errors: { metric: errors, breach: \"> 1%\", for: 3m, then: hold }\n";

/// A history of one metric, a reading a minute; none where `value` gives none.
using Value = std::function<std::optional<double>(int minute)>;

struct World {
  plan::Plan plan;
  std::unique_ptr<Past> past = test::an_empty_past();
  int length = 0;

  World(const std::string& thresholds, const std::string& metric, int minutes, const Value& value)
      : plan(plan_with_thresholds(thresholds)), length(minutes) {
    const auto place = past->add({metric, "", {}});
    for (int i = 0; i < minutes; ++i)
      if (const auto number = value(i)) {
        core::Reading reading;
        reading.metric = metric;
        reading.at = k_begin + relctl::minutes(i);
        reading.value = *number;
        REQUIRE(past->append(place, reading));
      }
  }

  [[nodiscard]] Backtest backtest(bool looks_seldom = true) const {
    return Backtest({plan,
                     *past,
                     {},
                     {},
                     k_begin,
                     k_begin + minutes(length),
                     [] { return audit::open_memory_log(); },
                     looks_seldom});
  }
  [[nodiscard]] PastRelease run(const std::vector<Injection>& faults = {}) const {
    return backtest().run(k_begin, faults).value();
  }
};

Injection fault(const plan::Plan& plan, const std::string& text) {
  return parse_injection(plan, text, k_begin).value();
}

std::string text_of(const PastRelease& release) {
  std::string text = std::to_string(static_cast<int>(release.end)) + " " +
                     format_instant(release.started) + " " + release.phase + " " + release.why +
                     " " + format_instant(release.ended);
  for (const auto& [cause, length] : release.delays)
    text += " " + cause + " " + format_duration(length);
  return text;
}

} // namespace

TEST_CASE("a good history lets every release through, one after the other") {
  const World world(k_rolls_back, "errors", 200, [](int) { return 0.001; });
  const auto releases = world.backtest().run_all({}, {});
  REQUIRE(releases);
  REQUIRE(releases->size() == 4);
  for (int i = 0; i < 3; ++i)
    CHECK((*releases)[static_cast<std::size_t>(i)].end == End::complete);
  CHECK(releases->back().end == End::unfinished);
  CHECK((*releases)[1].started == releases->front().ended);
}

TEST_CASE("no release begins where there is nothing, however long that is") {
  World world(k_rolls_back, "errors", 200, [](int minute) {
    return minute == 0 || minute >= 100 ? std::optional(0.001) : std::nullopt;
  });
  const auto releases = world.backtest().run_all({}, {});
  REQUIRE(releases);
  REQUIRE(releases->size() == 2);
  CHECK(releases->front().started == k_begin + minutes(100));
  CHECK(releases->front().end == End::complete);
  CHECK(world.backtest().empty() == std::vector<Period>{{k_begin, k_begin + minutes(100)}});
  const auto regular = world.backtest().run_all({minutes(70), hours(1)}, {});
  REQUIRE(regular);
  CHECK(regular->front().started == k_begin + minutes(140));
  world.length = 60 * 24 * 365 * 50; // A time that is fifty years off costs no more.
  CHECK(world.backtest().run_all({}, {})->size() <= 3);
}

TEST_CASE("a fault is caught by the reading that completes the breach, at the share of its phase") {
  const World world(k_rolls_back, "errors", 200, [](int) { return 0.001; });
  const auto release = world.run({fault(world.plan, "errors += 2% at 00:10")});
  CHECK(release.end == End::rolled_back);
  CHECK(release.phase == "p5");
  CHECK(release.subjects == std::vector<std::string>{"errors"});
  // The grid begins one second after the opening, with the end of the step.
  CHECK(format_instant(release.stopped_at) == "2026-10-01T00:13:01Z");
  CHECK(exposed_time(release, k_begin + minutes(10)) == Duration{181'000 / 20});
}

TEST_CASE(
    "what stopped a release is told of, and not what is found while the way back is observed") {
  World world(k_rolls_back, "errors", 200, [](int) { return 0.001; });
  world.plan.rollback.observe = minutes(5);
  const auto release = world.run({fault(world.plan, "errors += 2% at 00:10")});
  CHECK(release.end == End::rolled_back);
  CHECK(release.subjects == std::vector<std::string>{"errors"});
  CHECK(release.why.starts_with("errors: "));
  CHECK(format_instant(release.stopped_at) == "2026-10-01T00:13:01Z");
}

TEST_CASE("a recording of a source that keeps no history is judged at every grid time, too") {
  World world(k_rolls_back, "errors", 200, [](int) { return 0.001; });
  world.plan.sources.front().kind =
      GENERATE(plan::SourceKind::command, plan::SourceKind::json, plan::SourceKind::exposition);
  CHECK(world.run().end == End::complete);
  CHECK(world.run().delays.empty());
  const auto release = world.run({fault(world.plan, "errors += 2% at 00:10 for 5m")});
  CHECK(release.end == End::rolled_back);
  CHECK(format_instant(release.stopped_at) == "2026-10-01T00:13:01Z");
}

TEST_CASE("a share below zero is no good reading in a recording either") {
  const World world(k_rolls_back, "errors", 300,
                    [](int minute) { return minute >= 5 && minute < 45 ? -0.2 : 0.001; });
  const auto release = world.run();
  CHECK_FALSE(release.delays.empty());
  CHECK(release.ended > k_begin + minutes(60));
}

TEST_CASE("a fault that ends before the breach is complete is not caught") {
  const World world(k_rolls_back, "errors", 200, [](int) { return 0.001; });
  CHECK(world.run({fault(world.plan, "errors += 2% at 00:10 for 2m")}).end == End::complete);
  CHECK(world.run({fault(world.plan, "errors *= 20 at 00:10 for 10m")}).end == End::rolled_back);
  CHECK(world.run({fault(world.plan, "errors = 0.5% at 00:10")}).end == End::complete);
}

TEST_CASE("a breach that holds stops the release for a person, when it is complete for the first "
          "time") {
  const World world(k_holds, "errors", 200, [](int) { return 0.001; });
  const auto release = world.run({fault(world.plan, "errors += 2% at 00:10")});
  CHECK(release.end == End::held);
  CHECK(is_alarm(release));
  CHECK(format_instant(release.stopped_at) == "2026-10-01T00:13:01Z");
}

TEST_CASE("a gap is a cause and no zero: it delays a release and stops none") {
  const World world(k_rolls_back, "errors", 300, [](int minute) {
    return minute >= 10 && minute < 30 ? std::nullopt : std::optional(0.001);
  });
  const auto release = world.run();
  CHECK(release.end == End::complete);
  CHECK_FALSE(release.delays.empty());
  const World below(
      "  errors: { metric: errors, breach: \"< 0.05%\", then: rollback }\n", "errors", 300,
      [](int minute) { return minute >= 10 && minute < 30 ? std::nullopt : std::optional(0.001); });
  CHECK(below.run().end == End::complete);
}

TEST_CASE("a fault does not fill a gap") {
  const World world(k_rolls_back, "errors", 200,
                    [](int minute) { return minute >= 10 ? std::nullopt : std::optional(0.001); });
  CHECK_FALSE(is_alarm(world.run({fault(world.plan, "errors = 5% at 00:10")})));
}

TEST_CASE("a baseline of an earlier time is in the history itself") {
  const std::string doubled =
      "  p95: { metric: p95, breach: \"> 1.5 * baseline\", for: 3m, then: rollback }\n";
  const World flat(doubled, "p95", 300, [](int) { return 0.1; });
  World later = World(doubled, "p95", 300, [](int minute) { return minute < 130 ? 0.1 : 0.2; });
  CHECK(flat.backtest().run(k_begin + minutes(100), {})->end == End::complete);
  const auto release = later.backtest().run(k_begin + minutes(100), {}).value();
  CHECK(release.end == End::rolled_back);
  CHECK(format_instant(release.stopped_at) == "2026-10-01T02:13:02Z");
}

TEST_CASE("after a stop the next release rests; with a pace it does not matter what became of it") {
  const World world(k_rolls_back, "errors", 120, [](int) { return 0.02; });
  const auto rested = world.backtest().run_all({std::nullopt, minutes(30)}, {}).value();
  REQUIRE(rested.size() == 4);
  CHECK(rested[1].started == rested[0].ended + minutes(30));
  const auto paced = world.backtest().run_all({minutes(20), {}}, {}).value();
  REQUIRE(paced.size() == 6);
  CHECK(paced[5].started == k_begin + minutes(100));
}

TEST_CASE("who looks seldom comes to the same end as who looks at every grid time") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::optional<double>> values;
    while (values.size() < 400) {
      const auto kind = random() % 12;
      const std::size_t length = 1 + random() % (kind < 8 ? 40 : 6);
      for (std::size_t i = 0; i < length; ++i)
        values.push_back(kind < 8    ? std::optional(0.005)
                         : kind < 11 ? std::optional(0.02)
                                     : std::nullopt);
    }
    const World world(seed % 2 == 0 ? k_rolls_back : k_holds, "errors", 400,
                      [&](int minute) { return values[static_cast<std::size_t>(minute)]; });
    const auto seldom = world.backtest().run_all({}, {}).value();
    const auto always = world.backtest(false).run_all({}, {}).value();
    INFO("seed " << seed);
    REQUIRE(seldom.size() == always.size());
    for (std::size_t i = 0; i < always.size(); ++i)
      CHECK(text_of(seldom[i]) == text_of(always[i]));
  }
}

TEST_CASE("the plan for a history has only what is asked for, on the step's grid") {
  plan::Plan plan = plan_with_thresholds(k_rolls_back + "  p95: { metric: p95, breach: \"> 1s\", "
                                                        "then: rollback }\n");
  CHECK(needed_metrics(plan).size() == 2);
  const plan::Plan own = backtest_plan(plan, {"p95"}, minutes(5));
  REQUIRE(own.thresholds.size() == 1);
  REQUIRE(needed_metrics(own).size() == 1);
  CHECK(needed_metrics(own).front().metric->id == "p95");
  CHECK(own.metrics.front().every == minutes(5));
  CHECK(own.metrics.front().window >= minutes(5));
  CHECK(own.metrics.front().max_gap >= minutes(25));
}
