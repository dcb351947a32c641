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

/// It has a part that can be taken back alone, two who are on call, and a check with a number.
const plan::Plan& parted_plan() {
  static const planfile::LoadedPlan loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
roles: { owner: { members: [ann] }, oncall: { members: [bob] } }
incidents: { levels: { P2: { respond: 1h, oncall: oncall } } }
before:
  ready: { ask: all there }
  coverage: { ask: how much is covered, limit: ">= 80%" }
thresholds: { severe: { incident: P0, then: rollback } }
phases: [ { id: full, traffic: 100%, observe: 1h, enter: [shift], approve: [owner] } ]
steps: { shift: { run: [./shift], idempotent: true } }
rollback:
  steps: [ { id: back, run: [./back] } ]
  scopes: { plugin: { steps: [ { id: off, run: [./off] } ] } }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("plan", diagnostic));
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

std::vector<std::string> surprises_parted(const std::string& text) {
  return test::surprises(parted_plan(), "horizon: 2d\n" + text);
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
      "relctl rollback --drill | it would refuse: shop-2.0.0 is in_phase; a drill runs"));
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
        std::vector<std::string>{
            "relctl check drilled | it would refuse: check drilled needs a drill of the way back "
            "that has passed; there was none for this release; run `relctl rollback --drill`"});
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
  CHECK(lines == std::vector<std::string>{"relctl start --readmit | it would change nothing: "
                                          "neither the version nor the plan is kept out"});
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
  CHECK(lines == std::vector<std::string>{
                     "relctl rollback | it would change nothing: shop-2.0.0 is at v1.0.0 already",
                     "relctl incident open | it would refuse: release shop-2.0.0 is over (closed)",
                     "relctl pause | it would refuse: release shop-2.0.0 is over (closed)",
                     "relctl incident close | it would change nothing: no incident is open",
                     "relctl resume | it would change nothing: not paused",
                     "relctl resolve back | it would refuse: release shop-2.0.0 is over (closed)"});
  CHECK(surprises_guarded("events: [ { at: full + 1m, rollback: slow, to: 0.9.0 } ]\n"
                          "expect: [ { ends: complete } ]\n")[0] ==
        "relctl rollback | it would refuse: the log has never seen v0.9.0 of shop (it knows "
        "v1.0.0, v2.0.0); say --unknown-ok and --reason if it is meant");
}

TEST_CASE("a rollback by hand goes to no version that the command would not go to") {
  const auto first = [](const std::string& text) {
    const auto lines = surprises_guarded(text);
    return lines.empty() ? "no surprise" : lines.front();
  };
  CHECK(first("rolled_back: 0.9.0\nevents: [ { at: full + 1m, rollback: slow, to: 0.9.0 } ]\n")
            .starts_with("relctl rollback | it would refuse: v0.9.0 was rolled back itself at "));
  CHECK(first("events: [ { at: full + 1m, rollback: slow, to: 2.0.0 } ]\n") ==
        "relctl rollback | it would refuse: v2.0.0 is the version that shop-2.0.0 releases; name "
        "the one to go back to");
  // The way back takes fifty seconds.
  const std::string slowly =
      "steps: { restore: { takes: 50s } }\nevents:\n  - { at: full + 1m, rollback: slow }\n";
  CHECK(first(slowly + "  - { at: full + 90s, rollback: slow, to: 0.9.0 }\n") ==
        "relctl rollback | it would refuse: a rollback to v1.0.0 is under way; finish it before "
        "going to v0.9.0");
  CHECK(first(slowly + "  - { at: full + 90s, rollback: slow }\n") ==
        "relctl rollback | it would change nothing: a rollback to v1.0.0 is under way");
  CHECK(surprises_guarded("rolled_back: 1.0.0\nevents: [ { at: full + 1m, rollback: slow } ]\n"
                          "expect: [ { ends: closed } ]\n") == k_no_surprise);
}

TEST_CASE("a part is taken back by hand only while a phase is exposed, and once") {
  CHECK(surprises_parted("people: absent\nevents: [ { at: 1m, rollback: slow, scope: plugin } "
                         "]\nexpect: [ { ends: no_go } ]\n") ==
        std::vector<std::string>{"relctl rollback | it would refuse: plugin can be taken back "
                                 "while a phase is exposed; the release is no_go"});
  const std::string once = "events:\n  - { at: full + 1m, rollback: slow, scope: plugin }\n";
  const std::string complete = "expect: [ { ends: complete } ]\n";
  CHECK(surprises_parted(once + complete) == k_no_surprise);
  CHECK(surprises_parted(once + "  - { at: full + 2m, rollback: slow, scope: plugin }\n" +
                         complete) ==
        std::vector<std::string>{
            "relctl rollback | it would change nothing: plugin is taken back already"});
}

TEST_CASE("that a release goes on without a part is approved by the owner, once it is gone") {
  const std::string complete = "expect: [ { ends: complete } ]\n";
  CHECK(surprises_parted("events: [ { at: full + 1m, approve: scope/plugin } ]\n" + complete) ==
        std::vector<std::string>{
            "relctl approve scope/plugin | it would refuse: plugin has not been taken back"});
  const std::string gone =
      "people: { answer: 30m }\nevents:\n  - { at: full + 1m, rollback: slow, scope: plugin }\n";
  CHECK(surprises_parted(gone + "  - { at: full + 2m, approve: scope/plugin, role: oncall }\n" +
                         complete) ==
        std::vector<std::string>{"relctl approve scope/plugin | it would refuse: going on without "
                                 "plugin is approved by owner, not by role oncall"});
  const auto went = test::rehearsed(
      parted_plan(),
      test::sound_scenario(parted_plan(),
                           "events: [ { at: full + 1m, rollback: slow, scope: plugin } ]\n"));
  for (const core::Recorded& recorded : went.events)
    if (const auto* given = std::get_if<core::ApprovalGiven>(&recorded.event);
        given != nullptr && given->subject == "scope/plugin")
      CHECK(given->role + " " + given->as == "owner ann");
}

TEST_CASE("incidents of the same moment are several, and those on call close theirs") {
  const std::string both =
      "events:\n  - { at: full + 1m, incident: P0 }\n  - { at: full + 1m, incident: P2 }\n";
  CHECK(
      surprises_parted(
          both +
          "expect:\n  - { at: full + 1m, rollback: severe, within: 1m }\n  - { ends: closed }\n") ==
      k_no_surprise);
  const auto went = test::rehearsed(
      parted_plan(),
      test::sound_scenario(parted_plan(),
                           "events:\n  - { at: full + 1m, incident: P2 }\n  - { at: full + 2m, "
                           "incident: P1 }\n  - { at: full + 3m, all_clear: true }\n"));
  std::vector<std::string> closed;
  for (const core::Recorded& recorded : went.events)
    if (const auto* close = std::get_if<core::IncidentClosed>(&recorded.event))
      closed.push_back(close->incident + " " + close->as);
  CHECK(closed == std::vector<std::string>{"inc-1 bob", "inc-2 ann"});
}

TEST_CASE("an answer has what the check asks for, and nothing else") {
  const auto first = [](const std::string& event) {
    const auto lines = surprises_parted("people: absent\nevents: [ { at: 1m, check: " + event +
                                        " } ]\nexpect: [ { ends: no_go } ]\n");
    return lines.empty() ? "no surprise" : lines.front();
  };
  CHECK(first("ready, values: { dataset: v3 }") ==
        "relctl check ready | it would refuse: check ready asks for no value 'dataset'");
  CHECK(first("coverage") ==
        "relctl check coverage | it would refuse: check coverage is answered with a number that is "
        ">= 80%; write `relctl check coverage --value NUMBER`");
  CHECK(first("coverage, values: { value: many }")
            .starts_with("relctl check coverage | it would refuse: check coverage: 'many' is not"));
  CHECK(first("coverage, values: { value: 70% }") == "no surprise");
}

TEST_CASE("a step is settled by its id, or with its phase where several have one of that id") {
  CHECK(surprises_parted("steps: { shift: { fails: always } }\n"
                         "events: [ { at: 1h, resolve: full/shift, as: done } ]\n"
                         "expect: [ { ends: complete } ]\n") == k_no_surprise);
}

TEST_CASE("what stands already is told, and a pause goes on with another") {
  const std::string begin = "people: absent\nevents:\n  - { at: 1m, check: ready }\n  - { at: 1m, "
                            "check: coverage, values: { value: 90% } }\n";
  const std::string complete = "expect: [ { ends: complete } ]\n";
  CHECK(surprises_parted(
            begin + "  - { at: full + 1m, approve: full }\n  - { at: full + 2m, approve: full }\n" +
            complete) ==
        std::vector<std::string>{
            "relctl approve full | it would change nothing: approved already by ann"});
  CHECK(surprises_parted("events:\n  - { at: full + 1m, pause: a talk }\n  - { at: full + 2m, "
                         "pause: a longer one, for: 1h }\n" +
                         complete) == k_no_surprise);
}

TEST_CASE("an approval is for what is seen: before the phase is entered it is refused") {
  CHECK(surprises_guarded("people: absent\nevents: [ { at: 1m, approve: full } ]\n"
                          "expect: [ { ends: no_go } ]\n") ==
        std::vector<std::string>{
            "relctl approve full | it would refuse: phase full is not entered yet, and its "
            "approval is for what is seen there; approve it once it is entered"});
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
