// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "planfile/scenario_yaml.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace relctl;
using namespace relctl::planfile;

namespace {

const plan::Plan& the_plan() {
  static const LoadedPlan loaded = load_plan(R"(relctl: 1
name: shop
roles: { owner: {}, qa: {} }
vars: { first: { type: percent, default: 5% } }
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics:
  errors: { source: prom, query: e, unit: ratio, every: 1m, each: { route: [cart, pay] } }
  p95: { source: prom, query: p, unit: ms, every: 1m, baseline: { query: b }, volume: { query: v, at_least: 1 } }
thresholds:
  errors: { metric: errors, breach: "> 1%", then: rollback }
  p95: { metric: p95, breach: "> 2 * baseline", then: rollback }
before: { uat: { ask: passed }, replay: { run: [./replay] } }
phases:
  - { id: p5, traffic: "{{first}}", observe: 30m, enter: [shift] }
  - { id: full, traffic: 100%, enter: [shift], approve: [owner] }
after: { feedback: { ask: fed back } }
steps: { shift: { run: [./shift], idempotent: true } }
rollback: { steps: [ { id: back, run: [./back], point_of_no_return: true } ], verify: [ { id: smoke, run: [./smoke] } ] }
comms: { held: "{{reasons}}" }
)",
                                             [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

LoadedScenarios load(const std::string& text) {
  return load_scenarios("scenario: 1\n" + text, the_plan(), "file");
}

plan::Scenario sound(const std::string& text) {
  auto loaded = load(text);
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("s", diagnostic));
  REQUIRE(loaded.diagnostics.empty());
  REQUIRE(loaded.scenarios.size() == 1);
  return loaded.scenarios.front();
}

/// Place and rule of the only mistake.
std::string mistake(const std::string& text) {
  const auto loaded = load(text);
  if (loaded.diagnostics.size() != 1)
    return fmt::format("{} diagnostics", loaded.diagnostics.size());
  const auto& found = loaded.diagnostics.front();
  return fmt::format("{}:{} {}", found.mark.line, found.mark.column, found.rule);
}

} // namespace

TEST_CASE("a scenario without cases is one, named after its file") {
  const auto scenario = sound("version: v1.1.0\nfrom: 1.0.0\nbegin: \"2026-03-01T10:00:00Z\"\n"
                              "vars: { first: 10% }\npeople: { answer: 5m }\nhorizon: 2h\n");
  CHECK(scenario.name == "file");
  CHECK(scenario.version == "1.1.0");
  CHECK(scenario.stable == "1.0.0");
  CHECK(format_instant(scenario.opening) == "2026-03-01T10:00:00Z");
  CHECK(scenario.vars.at("first") == "10%");
  CHECK(scenario.people.after == minutes(5));
  CHECK(scenario.horizon == hours(2));
}

TEST_CASE("what a case says goes before what the file says for all") {
  const auto loaded = load("series: { p95: 100x* }\ncases:\n  slow:\n    series: { p95: 900x* }\n"
                           "    people: absent\n  good: {}\n");
  REQUIRE(loaded.diagnostics.empty());
  REQUIRE(loaded.scenarios.size() == 2);
  CHECK(loaded.scenarios[0].name == "slow");
  CHECK(loaded.scenarios[0].series.front().values->at(0)->value == 900.0);
  CHECK_FALSE(loaded.scenarios[0].people.answer);
  CHECK(loaded.scenarios[1].series.front().values->at(0)->value == 100.0);
}

TEST_CASE("a series is given for one phase or one value of each, and with what it is judged by") {
  const auto scenario = sound("series:\n  errors: [ { each: pay, values: 1x* }, 0x* ]\n"
                              "  p95: { in: full, values: 300x*, volume: 5x*, baseline: 100x* }\n");
  REQUIRE(scenario.series.size() == 3);
  CHECK(scenario.series[0].phase == "full"); // What is said of a phase comes first.
  CHECK(scenario.series[0].operands.at("baseline").at(7)->value == 100.0);
  CHECK(scenario.series[1].series == "pay");
  CHECK(scenario.series[2].series.empty());
}

TEST_CASE("events happen at times of the release") {
  const auto scenario = sound("events:\n"
                              "  - { at: 5m, crash: true, away: 1m }\n"
                              "  - { at: p5 + 10m, outage: prom, for: 3m, cause: nodata }\n"
                              "  - { at: full, incident: P0, scope: pay, text: no orders }\n"
                              "  - { at: rollback + 10s, approve: rollback/back }\n"
                              "  - { at: 1s, check: uat, answer: \"no\" }\n"
                              "  - { at: full, approve: full }\n"
                              "  - { at: p5, waive: \"errors[pay]\", for: 1h, reason: known }\n"
                              "  - { at: complete + 1h, check: feedback }\n"
                              "  - { at: complete + 2h, close: true }\n"
                              "  - { at: 0s, readmit: it was the network }\n");
  REQUIRE(scenario.happenings.size() == 10);
  CHECK(scenario.happenings[0].at.offset == minutes(5));
  CHECK(scenario.happenings[1].at.phase == "p5");
  CHECK(std::get<plan::OutageHappening>(scenario.happenings[1].what).cause == plan::Cause::nodata);
  CHECK(std::get<plan::IncidentHappening>(scenario.happenings[2].what).severity == "P0");
  CHECK(scenario.happenings[3].at.kind == plan::Moment::Kind::rollback);
  CHECK(std::get<plan::AnswerHappening>(scenario.happenings[4].what).phase == "before");
  CHECK(std::get<plan::ApprovalHappening>(scenario.happenings[5].what).role == "owner");
  CHECK(std::get<plan::WaiverHappening>(scenario.happenings[6].what).span == hours(1));
  CHECK(scenario.happenings[7].at.kind == plan::Moment::Kind::complete);
  CHECK(std::get<plan::AnswerHappening>(scenario.happenings[7].what).phase == "after");
  CHECK(std::holds_alternative<plan::CloseHappening>(scenario.happenings[8].what));
  CHECK(std::get<plan::ReadmissionHappening>(scenario.happenings[9].what).reason ==
        "it was the network");
}

TEST_CASE("what a scenario names and the plan does not have is a mistake at its place") {
  const auto [text, expected] = GENERATE(table<const char*, const char*>({
      {"series: { eror: 1x* }\n", "2:11 unknown-metric"},
      {"series: { errors: { each: cars, values: 1x* } }\n", "2:27 unknown-series"},
      {"series: { errors: 1y }\n", "2:19 bad-series"},
      {"series: { errors: { in: p50, values: 1x* } }\n", "2:25 unknown-phase"},
      {"series: { p95: [ 1x*, 2x* ] }\n", "2:23 series-twice"},
      {"series: { errors: { values: 1x*, volume: 5x* } }\n", "2:42 no-volume"},
      {"series: { errors: { values: 1x*, baseline: 5x* } }\n", "2:34 unknown-key"},
      {"steps: { shfit: { fails: 1 } }\n", "2:10 unknown-step"},
      {"events: [ { at: p50, crash: true } ]\n", "2:17 bad-moment"},
      {"events: [ { at: 5m, outage: graphite, for: 1m } ]\n", "2:29 unknown-source"},
      {"events: [ { at: 5m } ]\n", "2:11 missing-key"},
      {"events: [ { at: 5m, check: tested } ]\n", "2:28 unknown-check"},
      {"expect: [ { message: hold } ]\n", "2:22 unknown-message"},
      {"expect: [ { ends: well } ]\n", "2:19 bad-choice"},
      {"expect: [ { rollback: any, within: 5 } ]\n", "2:36 bad-duration"},
      {"vars: { last: 1% }\n", "2:9 unknown-variable"},
      {"version: one\n", "2:10 bad-version"},
      {"begin: tomorrow\n", "2:8 bad-time"},
      {"begin: \"9999-12-31T00:00:00Z\"\n", "2:8 too-late"},
      {"begin: \"9999-12-17T23:59:59Z\"\nhorizon: 15d\n", "3:10 too-late"},
      {"serie: {}\n", "2:1 unknown-key"},
      {"cases: {}\n", "2:8 no-cases"},
      {"rolled_back: one\n", "2:14 bad-version"},
      {"observe: { record: x }\n", "2:1 unknown-key"}, // Of a plan that is released.
      {"events: [ { at: end, crash: true } ]\n", "2:17 bad-moment"},
      {"events: [ { at: 5m, crash: false } ]\n", "2:28 event-not-meant"},
      {"events: [ { at: full, approve: full, role: qa } ]\n", "2:44 unknown-role"},
      {"events: [ { at: full, approve: p5 } ]\n", "2:32 no-approval"},
      {"events: [ { at: 5m, approve: start } ]\n", "2:30 no-approval"},
      {"events: [ { at: 5m, approve: window } ]\n", "2:30 no-approval"},
      {"events: [ { at: full, approve: full, for: 1h } ]\n", "2:38 unknown-key"},
      {"events: [ { at: 5m, approve: rollback/smoke } ]\n", "2:30 unknown-step"},
      {"events: [ { at: 5m, approve: scope/part } ]\n", "2:30 unknown-scope"},
      {"events: [ { at: 5m, approve: rollback/back, role: qu } ]\n", "2:51 unknown-role"},
      {"events: [ { at: 5m, check: replay } ]\n", "2:28 check-not-asked"},
      {"events: [ { at: 5m, check: uat, in: p5 } ]\n", "2:37 unknown-check"},
      {"events: [ { at: 5m, waive: p59, for: 1h } ]\n", "2:28 unknown-subject"},
      {"events: [ { at: 5m, waive: p95 } ]\n", "2:11 missing-key"},
      {"events: [ { at: 5m, drill: try it } ]\n", "2:28 no-drill"},
      {"expect: [ { ends: complete, because: uat } ]\n", "2:38 because-of-no-go"},
      {"expect: [ { at: full + 10h, ends: complete } ]\n", "2:17 at-of-the-end"},
      {"expect: [ { steps: [] } ]\n", "2:20 no-steps"},
  }));
  INFO(text);
  CHECK(mistake(text) == expected);
}

TEST_CASE("events that overlap are a mistake") {
  CHECK(mistake("events:\n  - { at: 5m, outage: prom, for: 10m }\n"
                "  - { at: 10m, outage: all, for: 1m }\n") == "4:11 events-overlap");
  CHECK(mistake("events:\n  - { at: p5 + 5m, crash: true, away: 1m }\n"
                "  - { at: p5 + 5m, crash: true }\n") == "4:11 events-overlap");
  CHECK(mistake("events:\n  - { at: p5, pause: a, for: 1h }\n"
                "  - { at: p5 + 59m, pause: b }\n") == "4:11 events-overlap");
  CHECK(load("events:\n  - { at: 5m, outage: prom, for: 5m }\n"
             "  - { at: 10m, outage: prom, for: 1m }\n")
            .diagnostics.empty());
  // What has no moment is a mistake already, and overlaps with nothing.
  const auto loaded =
      load("events:\n  - { outage: prom, for: 5m }\n  - { outage: prom, for: 5m }\n");
  CHECK(plan::has_errors(loaded.diagnostics));
  for (const auto& diagnostic : loaded.diagnostics)
    CHECK(diagnostic.rule != "events-overlap");
}

TEST_CASE("an observation has events and endings of its own") {
  auto loaded =
      load_plan("relctl: 1\nname: base\nsources: { s: { exposition: \"http://127.0.0.1:9/m\" } }\n"
                "metrics: { p95: { source: s, query: p, every: 1m } }\n"
                "observe:\n  samples: 3\n  every: 1m\n  families: [ built_total ]\n"
                "  checkpoints: [ { at: 2, ask: fine } ]\n"
                "  alive: { probe: \"GET http://127.0.0.1:9\" }\n",
                [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  plan::Phase phase; // As core::observed_plan() makes it.
  phase.id = "observe";
  phase.checks.resize(1);
  phase.checks[0].id = "checkpoint-2";
  loaded.plan.phases = {phase};
  const auto load_observed = [&](const std::string& text) {
    return load_scenarios("scenario: 1\n" + text, loaded.plan, "file", ScenarioOf::observation);
  };
  const auto sound =
      load_observed("observe: { on_miss: stop, record: weekly, unexposed: [ built_total ] }\n"
                    "steps: { alive: { after: 1, fails: always } }\n"
                    "events:\n  - { at: observe + 1m, stop: enough }\n"
                    "  - { at: observe + 2m, check: checkpoint-2, answer: \"no\" }\n"
                    "expect:\n  - { ends: conditional }\n  - { finding: open }\n"
                    "  - { recorded: none }\n");
  for (const auto& diagnostic : sound.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("s", diagnostic));
  REQUIRE(sound.diagnostics.empty());
  CHECK(sound.scenarios[0].observe.on_miss == "stop");
  CHECK(sound.scenarios[0].observe.unexposed.contains("built_total"));
  CHECK(sound.scenarios[0].steps[0].after == 1);
  for (const auto& [text, rule] :
       {std::pair{"observe: { unexposed: [ buit_total ] }\n", "unknown-family"},
        {"expect: [ { ends: complete } ]\n", "bad-choice"},
        {"expect: [ { recorded: p59 } ]\n", "unknown-metric"},
        {"from: 1.0.0\n", "unknown-key"}}) {
    INFO(text);
    const auto wrong = load_observed(text);
    REQUIRE(wrong.diagnostics.size() == 1);
    CHECK(wrong.diagnostics[0].rule == rule);
  }
  CHECK_FALSE(load_observed("events: [ { at: 1m, rollback: no } ]\n").diagnostics.empty());
}

TEST_CASE("a scenario file says which plan it is for") {
  CHECK(plan_path_in("scenario: 1\nplan: ../shop.yaml\n").path == "../shop.yaml");
  CHECK(plan_path_in("scenario: 1\n").path == std::nullopt);
  CHECK_FALSE(plan_path_in("[").diagnostics.empty());
  CHECK(load_scenarios("plan: a\n", the_plan(), "x").diagnostics.front().rule == "missing-key");
}

TEST_CASE("a scenario file with a byte order mark is no plan") {
  const auto loaded = load_scenarios("\xEF\xBB\xBFscenario: 1\n", the_plan(), "x");
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].message == "the file begins with a byte order mark");
}

TEST_CASE("a component's name that is told of is one line of printable text") {
  const auto loaded = load("components: { \"ap\\t\\ni\": 2.0.0 }\n");
  REQUIRE_FALSE(loaded.diagnostics.empty());
  for (const auto& diagnostic : loaded.diagnostics)
    CHECK(diagnostic.message.find_first_of("\t\n") == std::string::npos);
}
