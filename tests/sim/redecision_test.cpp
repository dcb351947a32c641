// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "base/text.hpp"
#include "core/event_json.hpp"
#include "planfile/plan_yaml.hpp"
#include "planfile/scenario_yaml.hpp"
#include "sim/redecision.hpp"
#include "sim/rehearsal.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

/// With errors measured that often.
plan::Plan shop_with(const std::vector<std::string>& changes, const std::string& every = "1m") {
  std::string text = R"PLAN(relctl: 1
name: shop
roles: { owner: { members: [release-owner] } }
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics:
  errors: { source: prom, query: e, unit: "%", every: 1m, volume: { query: v, at_least: 50 } }
  p95: { source: prom, query: p, unit: ms, every: 1m, baseline: { query: b } }
  lag: { source: prom, query: l, every: 1m }
thresholds:
  errors: { metric: errors, breach: "> 1%", for: 3m, then: rollback }
  p95: { metric: p95, breach: "> max(2 * baseline, 100ms)", then: rollback }
  lag: { metric: lag, breach: "> 5", then: hold, scope: [full] }
  orders: { incident: P0, then: rollback }
before: { uat: { ask: passed, role: owner } }
phases:
  - { id: p5, traffic: 5%, observe: 10m, enter: [deploy, shift] }
  - { id: full, traffic: 100%, observe: 10m, enter: [shift], approve: [owner] }
steps:
  deploy: { run: [./deploy], timeout: 1m }
  shift: { run: [./shift, "{{traffic}}"], idempotent: true, retries: 2 }
  degrade: { run: [./degrade] }
rollback:
  observe: 5m
  steps: [ { id: back, run: [./back], idempotent: true, verify: { run: [./is-back] } } ]
  verify: [ { id: smoke, run: [./smoke] } ]
comms: { rolled_back: "{{version}} is back on {{to}}" }
)PLAN";
  const std::string before = "query: e, unit: \"%\", every: ";
  text.replace(text.find(before) + before.size(), 2, every);
  const auto loaded = planfile::load_plan(
      text, [](const std::string&) { return std::nullopt; }, changes);
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("plan", diagnostic));
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

/// A release on record, as a scenario made it go.
struct Released {
  std::string every;
  plan::Plan plan = shop_with({}, every);
  std::unique_ptr<ports::AuditLog> log = audit::open_memory_log();
  ReleaseRecord record;

  explicit Released(const std::string& scenario, std::string errors_every = "1m")
      : every(std::move(errors_every)) {
    const auto loaded =
        planfile::load_scenarios("scenario: 1\ncases: { one: {" + scenario + "} }\n", plan, "test");
    for (const auto& diagnostic : loaded.diagnostics)
      UNSCOPED_INFO(plan::format_diagnostic("scenario", diagnostic));
    REQUIRE(loaded.diagnostics.empty());
    Rehearsal rehearsal(plan, loaded.scenarios.front(), {}, *log);
    REQUIRE(rehearsal.run());
    record = read_record(*log, "shop-2.0.0").value();
  }

  [[nodiscard]] Redecision with(const std::vector<std::string>& changes) const {
    const Redecision unchanged = without_change();
    const auto after = audit::open_memory_log();
    return redecide(shop_with(changes, every), plan, record, *after, &unchanged.asked).value();
  }

  [[nodiscard]] Redecision without_change() const {
    const auto again = audit::open_memory_log();
    return redecide(plan, plan, record, *again, nullptr).value();
  }

  /// Minutes and seconds since the opening.
  [[nodiscard]] std::string since_opening(Instant at) const {
    return format_duration(at - record.events.front().at);
  }

  /// The decisions that differ, a line each: when, where, kind.
  [[nodiscard]] std::vector<std::string> differences(const Redecision& redecided) const {
    std::vector<std::string> lines;
    for (const DecisionRow& row :
         compare_decisions(record, without_change(), redecided, redecided.until))
      if (row.is_on_record != row.is_redecided &&
          !std::holds_alternative<core::MessagePrepared>(row.recorded->event))
        lines.push_back(since_opening(row.recorded->at) + (row.is_on_record ? " - " : " + ") +
                        std::string(core::kind_of(row.recorded->event)));
    return lines;
  }
};

/// As it is written down, without what depends on where in a log it stands.
std::string written(core::Event event) {
  if (auto* verdict = std::get_if<core::VerdictReached>(&event))
    verdict->readings_position = 0;
  return core::encode_event(event);
}

const std::string k_errors_from_6m = "series: { errors: { in: p5, values: 0.2x5 1.5x* } }";

} // namespace

TEST_CASE("without a change every decision follows from the record as it was made") {
  const std::string scenario = GENERATE(
      std::string(), k_errors_from_6m,
      std::string("series: { p95: { in: full, values: 80x4 500x* } }"),
      std::string("series: { lag: { in: full, values: 1x3 9x2 1x* } }"),
      std::string("series: { errors: { values: 0.1x4 _x3 0.1x* } }"),
      std::string("steps: { shift: { fails: 1 } }"), std::string("steps: { deploy: { hangs: 1 } }"),
      std::string("steps: { back: { fails: 1 } }, events: [ { at: p5+3m, rollback: by hand } ]"),
      std::string("events: [ { at: p5+2m, incident: P0, scope: orders } ]"),
      std::string("events: [ { at: p5+3m, crash: true, away: 4m } ]"),
      std::string("events: [ { at: p5+3m, outage: prom, for: 3m } ]"),
      std::string("events: [ { at: p5+1m, pause: lunch, for: 30m } ]"));
  INFO(scenario);
  const Released released(scenario);
  const Redecision again = released.with({});
  CHECK(again.unknown.empty());
  CHECK(again.until == released.record.events.back().at);
  std::vector<const core::Recorded*> decided;
  for (const core::Recorded& recorded : again.events)
    if (is_decided(released.record, recorded))
      decided.push_back(&recorded);
  std::size_t next = 0;
  for (const core::Recorded& recorded : released.record.events) {
    if (!is_decided(released.record, recorded))
      continue;
    REQUIRE(next < decided.size());
    CHECK(recorded.at == decided[next]->at);
    CHECK(written(recorded.event) == written(decided[next]->event));
    ++next;
  }
  CHECK(next == decided.size());
}

TEST_CASE("a release that was rolled back is followed up to there under a wider limit") {
  const Released released(k_errors_from_6m);
  const Redecision wider = released.with({"errors.breach = > 2%"});
  CHECK(wider.unknown == "on record the rollback began then, so that there are no readings of a "
                         "release that goes on");
  CHECK(released.since_opening(wider.until) == "9m2s");
  CHECK(released.differences(wider) ==
        std::vector<std::string>{"6m2s - VerdictReached", "9m2s - VerdictReached",
                                 "9m2s - RollbackRequested", "9m2s - RollbackStarted",
                                 "9m2s - StepStarted"});
}

TEST_CASE("a shorter span rolls back sooner, and what was measured afterwards is of no use") {
  const Released released(k_errors_from_6m);
  const Redecision sooner = released.with({"errors.for = 1m"});
  CHECK(released.since_opening(sooner.until) == "7m2s");
  CHECK(sooner.unknown.starts_with("the rollback would have begun then"));
  CHECK(released.differences(sooner).back() == "7m2s + RollbackRequested");
}

TEST_CASE("what a change brings forward by one look is told, however near the looks are") {
  const Released released("series: { errors: { in: p5, values: 0.2x299 1.5x* } }", "1s");
  const Redecision sooner = released.with({"errors.for = 179s"});
  const std::vector<std::string> told = released.differences(sooner);
  INFO(join(told, "\n"));
  CHECK(std::find(told.begin(), told.end(), "8m1s + RollbackRequested") != told.end());
}

TEST_CASE("a longer phase is unknown from where the next one was entered") {
  const Released released("");
  const Redecision longer = released.with({"p5.observe = 15m"});
  CHECK(longer.unknown == "on record full was entered then, so that there are no readings of the "
                          "phase before from then on");
  CHECK(released.since_opening(longer.until) == "10m2s");
}

TEST_CASE("a shorter phase passes sooner, and the next one is entered when it was") {
  const Released released("");
  const Redecision shorter = released.with({"p5.observe = 5m"});
  CHECK(shorter.unknown.empty());
  CHECK(released.differences(shorter) ==
        std::vector<std::string>{"5m2s + VerdictReached", "5m2s + BaselinePinned",
                                 "5m2s + PhasePassed", "10m2s - VerdictReached",
                                 "10m2s - BaselinePinned", "10m2s - PhasePassed"});
}

TEST_CASE("what was not measured is unknown") {
  const Released released("");
  const Redecision elsewhere = released.with({"lag.scope = [p5, full]"});
  CHECK(elsewhere.unknown == "no readings of lag in p5 are on record");
}

TEST_CASE("more volume makes readings thin, and those that were thin have no value") {
  const Released released("series: { errors: { values: 0.1x*, volume: 60x3 40x2 60x* } }");
  const Redecision more = released.with({"errors.volume.at_least = 70"});
  CHECK(more.unknown.find("full was entered") != std::string::npos);
  const Redecision less = released.with({"errors.volume.at_least = 30"});
  CHECK(less.unknown.find("errors at ") == 0);
  CHECK(less.unknown.find("was too thin to count") != std::string::npos);
}

TEST_CASE("a step that would have run is where knowledge ends") {
  const Released released("series: { lag: { in: full, values: 1x3 9x2 1x* } }");
  const Redecision degraded = released.with({"lag.then = degrade"});
  CHECK(degraded.unknown.starts_with("step degrade would have begun then"));
}

TEST_CASE("that a clock was set is not decided but happened, and so is what began anew for it") {
  const Released released("");
  core::Recorded recorded = released.record.events.front();
  recorded.event = core::PhaseStarted{"main", "p5"};
  CHECK(is_decided(released.record, recorded));
  recorded.event = core::PhaseStarted{"main", "p5", core::Clock{"a", {}}, hours(1)};
  CHECK_FALSE(is_decided(released.record, recorded));
}
