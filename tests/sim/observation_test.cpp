// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/coverage.hpp"
#include "sim/surprises.hpp"

using namespace relctl;

namespace {

/// Four samples, ten minutes apart, from 10:00 on.
const plan::Plan& observed_only() {
  static const planfile::LoadedPlan loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: base
roles: { owner: { members: [release-owner] } }
sources: { app: { exposition: "http://127.0.0.1:4000/metrics" } }
metrics: { p95: { source: app, query: lag, unit: s, every: 10m } }
thresholds: { p95: { metric: p95, target: "<= 1s", breach: "> 3s", then: warn } }
observe:
  samples: 4
  every: 10m
  schedule: [ { at: "09:30", title: look }, { at: "10:00", title: begin, begins: true } ]
  before: { mail: { ask: mail arrives, role: owner } }
  checkpoints: [ { at: 2, ask: no alert, role: owner } ]
  families: [ built_total ]
  alive: { probe: "GET http://127.0.0.1:4000/metrics" }
  on_miss: [ logs ]
steps: { logs: { run: [./logs], idempotent: true } }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

std::vector<std::string> surprises_observed(const std::string& text) {
  return test::surprises(observed_only(), text);
}

const std::vector<std::string> k_as_expected;

} // namespace

TEST_CASE("an observation is rehearsed: it begins when the timetable says, samples and concludes") {
  CHECK(surprises_observed("observe: { record: weekly }\nexpect:\n"
                           "  - { at: observe + 39m, phase: observe }\n"
                           "  - { ends: passed }\n  - { recorded: p95 }\n") == k_as_expected);
  const auto scenario = test::sound_scenario(observed_only(), "begin: 2026-01-05T09:40:00Z\n");
  const plan::Moment begin{plan::Moment::Kind::phase, "observe", {}, {}};
  CHECK(
      format_instant(*sim::time_of(begin, scenario, test::rehearsed(observed_only(), scenario))) ==
      "2026-01-05T10:00:00Z");
  CHECK(surprises_observed("begin: 2026-01-05T10:20:00Z\n"
                           "expect: [ { at: 1m, phase: observe }, { ends: passed } ]\n") ==
        k_as_expected);
  CHECK(surprises_observed("people: absent\nexpect: [ { ends: no_go, because: mail } ]\n") ==
        k_as_expected);
}

TEST_CASE("value k of a series is that of sample k, missed or unknown as it says") {
  CHECK(
      surprises_observed("series: { p95: \"9 1 9 1x*\" }\nobserve: { record: weekly }\nexpect:\n"
                         "  - { at: observe + 20m, steps: [logs] }\n  - { ends: failed }\n"
                         "  - { finding: \"alert limit was passed, first at sample 2, 1 times\" }\n"
                         "  - { recorded: none }\n") == k_as_expected);
  CHECK(surprises_observed("series: { p95: \"1 1 _ 1 1\" }\nexpect:\n  - { ends: conditional }\n"
                           "  - { finding: \"p95: not known, 3 of 4 samples are good\" }\n") ==
        k_as_expected);
  CHECK(surprises_observed("observe: { unexposed: [ built_total ] }\nexpect:\n"
                           "  - { ends: conditional }\n  - { finding: not exposed }\n") ==
        k_as_expected);
}

TEST_CASE("a miss extends or stops an observation where it was called so") {
  const std::string miss = "series: { p95: \"1 2 1x*\" }\n";
  CHECK(surprises_observed(miss + "observe: { on_miss: extend }\nexpect:\n"
                                  "  - { at: observe + 59m, phase: observe }\n") == k_as_expected);
  CHECK(surprises_observed(miss + "observe: { on_miss: stop }\nexpect:\n  - { ends: failed }\n"
                                  "  - { finding: stopped after sample 1 }\n") == k_as_expected);
}

TEST_CASE("people answer checkpoints while sampling goes on, say no, stay away or stop it") {
  CHECK(surprises_observed(
            "events: [ { at: observe + 20m, check: checkpoint-2, answer: \"no\" } ]\n"
            "expect: [ { ends: conditional }, { finding: answered no } ]\n") == k_as_expected);
  CHECK(surprises_observed("people: { answer: 15m }\nexpect: [ { ends: passed } ]\n") ==
        k_as_expected);
  CHECK(surprises_observed("people: absent\nevents: [ { at: 1m, check: mail } ]\nexpect:\n"
                           "  - { ends: conditional }\n  - { finding: checkpoint-2 is open }\n") ==
        k_as_expected);
  CHECK(surprises_observed("events: [ { at: observe + 25m, stop: enough } ]\nexpect:\n"
                           "  - { ends: failed }\n"
                           "  - { finding: \"stopped after sample 2: enough\" }\n") ==
        k_as_expected);
  const auto lines = surprises_observed("events: [ { at: 10m, stop: enough } ]\npeople: absent\n"
                                        "expect: [ { ends: no_go } ]\n");
  CHECK(lines == std::vector<std::string>{
                     "relctl observe --stop | it would refuse: no observation is under way"});
}

TEST_CASE("killed between samples nothing is lost, over a sample it is unknown") {
  CHECK(surprises_observed("events: [ { at: observe + 12m, crash: true, away: 5m } ]\n"
                           "expect: [ { ends: passed } ]\n") == k_as_expected);
  CHECK(surprises_observed("events: [ { at: observe + 12m, crash: true, away: 20m } ]\nexpect:\n"
                           "  - { ends: conditional }\n"
                           "  - { finding: \"p95: not known, 3 of 4\" }\n") == k_as_expected);
}

TEST_CASE("a service that is dead in all tries of a sample ends the observation") {
  CHECK(surprises_observed("steps: { alive: { after: 1, fails: 3 } }\nexpect:\n"
                           "  - { ends: failed }\n"
                           "  - { finding: not alive at sample 2 }\n") == k_as_expected);
  CHECK(surprises_observed("steps: { alive: { after: 1, fails: 2 } }\n"
                           "expect: [ { ends: passed } ]\n") == k_as_expected);
}

TEST_CASE("an expectation of an observation that is not met says what was there instead") {
  const auto lines = surprises_observed("series: { p95: 2x* }\nexpect:\n  - { ends: passed }\n"
                                        "  - { finding: dead }\n  - { recorded: p95 }\n");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "ends passed | it ended failed");
  CHECK(lines[1].starts_with("finding dead | it found: p95: mean 2s misses the objective"));
  CHECK(lines[2] == "recorded p95 | nothing was recorded");
}

TEST_CASE("coverage of an observation: limits, targets, checkpoints, timetable, what a miss runs") {
  sim::Coverage coverage;
  const auto add = [&](const std::string& text) {
    coverage.add(
        test::rehearsed(observed_only(), test::sound_scenario(observed_only(), text)).events);
  };
  add("begin: 2026-01-05T09:45:00Z\npeople: absent\n");
  std::vector<std::string> missing;
  for (const auto& row : coverage.rows(observed_only()))
    for (const std::string& id : row.missing)
      missing.push_back(row.kind + ": " + id);
  CHECK(missing ==
        std::vector<std::string>{"thresholds: p95", "targets: p95", "checkpoints: checkpoint-2",
                                 "lines of the timetable: 09:30", "lines of the timetable: 10:00",
                                 "steps of a miss: logs", "steps of a miss: alive"});
  add("series: { p95: 4x* }\nsteps: { alive: { after: 2, fails: always } }\n");
  for (const auto& row : coverage.rows(observed_only()))
    CHECK(row.missing == k_as_expected);
}
