// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/coverage.hpp"
#include "sim/surprises.hpp"

using namespace relctl;

namespace {

/// Its way back is drilled before the start, freezes the plan and has a point of no return.
const plan::Plan& guarded_plan() {
  static const planfile::LoadedPlan loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
roles: { owner: { members: [release-owner] } }
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics: { lag: { source: prom, query: l, every: 1m } }
thresholds: { lag: { metric: lag, target: "< 5", breach: "> 9", then: rollback } }
before:
  drilled: { ask: the way back was drilled, role: owner, drilled: true }
  audit: { run: [./audit] }
phases: [ { id: full, traffic: 100%, observe: 10m, enter: [shift], approve: [owner] } ]
after: { feedback: { ask: fed back, role: owner, values: [dataset] }, linked: { run: [./linked] } }
steps: { shift: { run: [./shift], idempotent: true } }
rollback:
  deadline: 5m
  freeze: until replay passes
  readmit: { replay: { run: [./replay] } }
  steps:
    - { id: back, run: [./back], idempotent: true, drill: true }
    - { id: restore, run: [./restore], point_of_no_return: true }
  verify: [ { id: smoke, run: [./smoke], drill: true } ]
comms: { rolled_back: "{{version}} is back" }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

std::vector<std::string> surprises_guarded(const std::string& text) {
  return test::surprises(guarded_plan(), text);
}

const std::vector<std::string> k_no_surprise;

} // namespace

TEST_CASE("willing people drill the way back where a check asks for it, once") {
  CHECK(surprises_guarded("expect:\n  - { steps: [back, smoke, shift] }\n"
                          "  - { at: full, drill: passed }\n  - { ends: complete }\n") ==
        k_no_surprise);
  CHECK(surprises_guarded(
            "steps: { smoke: { fails: always } }\nexpect:\n"
            "  - { at: end, drill: failed }\n  - { ends: no_go, because: drilled }\n") ==
        k_no_surprise);
  // In time is part of passing: the deadline is five minutes.
  CHECK(surprises_guarded("steps: { back: { takes: 6m } }\nexpect:\n"
                          "  - { at: end, drill: failed }\n  - { ends: no_go }\n") ==
        k_no_surprise);
}

TEST_CASE("a drill by hand mends a no-go, or comes after completion; in a phase it is refused") {
  CHECK(surprises_guarded("steps: { smoke: { fails: 1 } }\n"
                          "events: [ { at: 1h, drill: the network is mended } ]\nexpect:\n"
                          "  - { at: 59m, drill: failed }\n  - { at: full, drill: passed }\n"
                          "  - { ends: complete }\n") == k_no_surprise);
  CHECK(surprises_guarded("events: [ { at: complete + 1h, drill: as each week } ]\nexpect:\n"
                          "  - { at: complete + 1h, steps: [back, smoke] }\n"
                          "  - { ends: complete }\n") == k_no_surprise);
  const auto lines = surprises_guarded("events: [ { at: full + 1m, drill: now } ]\n"
                                       "expect: [ { ends: complete } ]\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with(
      "relctl rollback --drill | it would refuse: it is in_phase; a drill runs"));
}

TEST_CASE("while people are asked, what another person does is acted on at once") {
  CHECK(surprises_guarded("people: { answer: 40m }\nevents: [ { at: 1m, drill: they will ask } ]\n"
                          "expect:\n  - { at: 2m, drill: passed }\n  - { ends: complete }\n") ==
        k_no_surprise);
  // The approval is asked for after ten minutes.
  CHECK(surprises_guarded("people: { answer: 2h }\n"
                          "events: [ { at: full + 30m, rollback: customers complain } ]\n"
                          "expect:\n  - { at: rollback + 10s, exposure: 0% }\n"
                          "  - { ends: closed }\n") == k_no_surprise);
}

TEST_CASE("a yes to a check that needs a drill is refused without one") {
  const auto lines = surprises_guarded("people: absent\nevents: [ { at: 1m, check: drilled } ]\n"
                                       "expect: [ { ends: no_go } ]\n");
  CHECK(lines ==
        std::vector<std::string>{"relctl check drilled | it would refuse: the check needs a "
                                 "drill of the way back that has passed"});
}

TEST_CASE("a version that was rolled back comes back by the checks for it, or by a person's word") {
  CHECK(surprises_guarded("rolled_back: 2.0.0\nexpect:\n  - { steps: [replay, shift] }\n"
                          "  - { ends: complete }\n") == k_no_surprise);
  // The plan is frozen, whichever version comes next.
  CHECK(surprises_guarded("rolled_back: 1.9.0\nsteps: { replay: { fails: always } }\nexpect:\n"
                          "  - { ends: no_go, because: replay }\n"
                          "  - { ends: no_go, because: frozen }\n") == k_no_surprise);
  CHECK(surprises_guarded("rolled_back: 2.0.0\nsteps: { replay: { fails: always } }\n"
                          "events: [ { at: 1h, readmit: the replay has a fault } ]\nexpect:\n"
                          "  - { at: 59m, no_promotion: 59s }\n  - { ends: complete }\n") ==
        k_no_surprise);
  const auto lines = surprises_guarded("people: absent\nevents: [ { at: 1m, readmit: why not } ]\n"
                                       "expect: [ { ends: no_go } ]\n");
  CHECK(lines == std::vector<std::string>{"relctl start --readmit | it would refuse: neither the "
                                          "version nor the plan is kept out"});
}

TEST_CASE("checks after completion are asked when somebody closes the release") {
  CHECK(surprises_guarded("events: [ { at: complete + 1h, close: true } ]\n"
                          "expect: [ { ends: closed } ]\n") == k_no_surprise);
  CHECK(surprises_guarded("people: { answer: 1s }\nsteps: { linked: { fails: always } }\n"
                          "events: [ { at: complete + 1h, close: true } ]\n"
                          "expect: [ { ends: complete } ]\n") == k_no_surprise);
  CHECK(surprises_guarded("events:\n  - { at: complete + 1h, check: feedback, answer: \"no\" }\n"
                          "  - { at: complete + 2h, close: true }\n"
                          "  - { at: complete + 3h, check: feedback, values: { dataset: v3 } }\n"
                          "  - { at: complete + 4h, close: true }\n"
                          "expect: [ { ends: closed } ]\n") == k_no_surprise);
  const auto lines = surprises_guarded("events: [ { at: full + 1m, close: true } ]\n"
                                       "expect: [ { ends: complete } ]\n");
  CHECK(lines ==
        std::vector<std::string>{"relctl close | it would refuse: it is not complete (in_phase)"});
}

TEST_CASE("a waiver lets the release go on for a time, and never stops a rollback") {
  const std::string slow = "series: { lag: 7x* }\nhorizon: 2h\n";
  CHECK(surprises_guarded(slow + "expect: [ { ends: held } ]\n") == k_no_surprise);
  CHECK(surprises_guarded(slow + "events: [ { at: full + 20m, waive: lag, for: 1h } ]\nexpect:\n"
                                 "  - { at: full + 15m, no_promotion: 5m }\n"
                                 "  - { ends: complete }\n") == k_no_surprise);
  CHECK(surprises_guarded("series: { lag: \"7x8 10x*\" }\n"
                          "events: [ { at: full + 1m, waive: lag, for: 1d } ]\n"
                          "expect: [ { ends: closed } ]\n") == k_no_surprise);
  CHECK(surprises_guarded("steps: { audit: { fails: always } }\n"
                          "events: [ { at: 5m, waive: audit, for: 1d, reason: no fix yet } ]\n"
                          "expect: [ { ends: complete } ]\n") == k_no_surprise);
}

TEST_CASE(
    "a rollback by hand before anything is exposed gives the release up, later none is taken") {
  CHECK(surprises_guarded("people: absent\nevents: [ { at: 5m, rollback: not today } ]\n"
                          "expect: [ { ends: closed } ]\n") == k_no_surprise);
  const auto lines =
      surprises_guarded("events:\n  - { at: full + 1m, rollback: slow }\n"
                        "  - { at: full + 30m, rollback: still slow }\n"
                        "  - { at: full + 31m, incident: P0 }\n"
                        "  - { at: full + 32m, pause: wait }\n"
                        "  - { at: full + 33m, all_clear: true }\n"
                        "  - { at: full + 34m, resume: true }\n"
                        "  - { at: full + 35m, resolve: back }\nexpect: [ { ends: closed } ]\n");
  CHECK(lines ==
        std::vector<std::string>{
            "relctl rollback | it would refuse: the release is over (closed)",
            "relctl incident open | it would refuse: the release is over (closed)",
            "relctl pause | it would refuse: the release is over (closed)",
            "relctl incident close | it would refuse: no incident is open",
            "relctl resume | it would refuse: it is not paused",
            "relctl resolve back | it would refuse: no such step has failed or is in doubt"});
  CHECK(surprises_guarded("events: [ { at: full + 1m, rollback: slow, to: 0.9.0 } ]\n"
                          "expect: [ { ends: complete } ]\n")[0] ==
        "relctl rollback | it would refuse: v0.9.0 is no version on record");
}

TEST_CASE("an approval is for what is seen: before the phase is entered it is refused") {
  CHECK(surprises_guarded("people: absent\nevents: [ { at: 1m, approve: full } ]\n"
                          "expect: [ { ends: no_go } ]\n") ==
        std::vector<std::string>{
            "relctl approve full | it would refuse: the phase is not entered yet"});
  CHECK(
      surprises_guarded("events: [ { at: full, approve: rollback/restore } ]\n"
                        "expect: [ { ends: complete } ]\n")[0] ==
      "relctl approve rollback/restore | it would refuse: no rollback is under way that could wait "
      "for an approval");
}

TEST_CASE("the start is signed off, and the windows are opened, in the role that may") {
  const auto loaded = planfile::load_plan(
      "relctl: 1\nname: shop\nroles: { owner: {}, ops: {} }\nsignoff: [owner, ops]\n"
      "windows: { zone: UTC, allow: [ { days: sat, from: \"10:00\", to: \"12:00\" } ], "
      "otherwise: { approve: [ops] } }\n"
      "phases: [ { id: full, traffic: 100%, enter: [shift] } ]\n"
      "steps: { shift: { run: [./shift], idempotent: true } }\n"
      "rollback: { steps: [ { id: back, run: [./back] } ] }\n",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  const std::string signed_off = "people: absent\nhorizon: 2d\nevents:\n"
                                 "  - { at: 1m, approve: start, role: owner }\n"
                                 "  - { at: 2m, approve: start, role: ops }\n";
  CHECK(test::surprises(loaded.plan,
                        "people: absent\nevents:\n"
                        "  - { at: 1m, approve: start, role: owner }\n"
                        "expect: [ { ends: no_go, because: ops } ]\n") == k_no_surprise);
  // It is Monday.
  CHECK(test::surprises(loaded.plan, signed_off + "expect: [ { at: 1m, no_promotion: 47h } ]\n") ==
        k_no_surprise);
  CHECK(test::surprises(loaded.plan, signed_off + "  - { at: 1h, approve: window }\nexpect:\n"
                                                  "  - { at: 61m, phase: full }\n"
                                                  "  - { ends: complete }\n") == k_no_surprise);
}

TEST_CASE("coverage counts drills, readmission and what is due after completion for themselves") {
  const auto scenario = test::sound_scenario(guarded_plan(), "expect: [ { ends: complete } ]\n");
  sim::Coverage coverage;
  coverage.add(test::rehearsed(guarded_plan(), scenario).events);
  const auto missing = [&](const std::string& kind) {
    for (const auto& row : coverage.rows(guarded_plan()))
      if (row.kind == kind)
        return row.missing;
    return std::vector<std::string>{"no such row"};
  };
  CHECK(missing("steps of a drill") == k_no_surprise);
  CHECK(missing("rollback steps") == std::vector<std::string>{"back", "restore", "smoke"});
  CHECK(missing("checks for readmission") == std::vector<std::string>{"replay"});
  CHECK(missing("checks after completion") == std::vector<std::string>{"feedback", "linked"});
  for (const char* more :
       {"rolled_back: 2.0.0\n", "events: [ { at: complete + 1m, close: true } ]\n"})
    coverage.add(
        test::rehearsed(guarded_plan(), test::sound_scenario(guarded_plan(), more)).events);
  CHECK(missing("checks for readmission") == k_no_surprise);
  CHECK(missing("checks after completion") == k_no_surprise);
}
