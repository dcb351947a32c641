// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "core/check_answer.hpp"
#include "planfile/plan_yaml.hpp"
#include "sim/coverage.hpp"
#include "sim/effect_name.hpp"
#include "sim/healthy.hpp"
#include "sim/surprises.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

const plan::Plan& the_plan() {
  static const planfile::LoadedPlan loaded = planfile::load_plan(
      R"PLAN(relctl: 1
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
  lag: { metric: lag, breach: "> 5", then: hold }
  orders: { incident: P0, then: rollback }
before: { uat: { ask: passed, role: owner } }
phases:
  - { id: p5, traffic: 5%, observe: 10m, enter: [deploy, shift] }
  - { id: full, traffic: 100%, observe: 10m, enter: [shift], approve: [owner] }
steps:
  deploy: { run: [./deploy], timeout: 1m }
  shift: { run: [./shift, "{{traffic}}"], idempotent: true, retries: 2 }
rollback:
  steps: [ { id: back, run: [./back], idempotent: true, verify: { run: [./is-back] } } ]
  verify: [ { id: smoke, run: [./smoke] } ]
comms: { rolled_back: "{{version}} is back on {{to}}" }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

std::vector<std::string> surprises(const std::string& text) {
  return test::surprises(the_plan(), text);
}

const std::vector<std::string> k_none;

} // namespace

TEST_CASE("without anything said a release goes well, and people do their part") {
  CHECK(surprises("expect:\n"
                  "  - { ends: complete }\n"
                  "  - { steps: [deploy, shift, shift] }\n"
                  "  - { at: p5, phase: p5 }\n"
                  "  - { at: p5, exposure: 5% }\n"
                  "  - { at: full, exposure: 100% }\n"
                  "  - { at: p5 + 9m, verdict: hold, because: observing }\n") == k_none);
}

TEST_CASE("a breach is rolled back when it has lasted, and not before") {
  // In percent, as the source says it; minutes 4 to 7 of the phase.
  CHECK(surprises("series: { errors: { in: full, values: \"0x4 2x*\" } }\nexpect:\n"
                  "  - { at: full + 7m, verdict: hold, because: errors }\n"
                  "  - { at: full + 8m, rollback: errors, within: 1s }\n"
                  "  - { steps: [shift, back, smoke] }\n"
                  "  - { message: rolled_back, says: back on 1.0.0 }\n"
                  "  - { at: end, exposure: 0% }\n"
                  "  - { ends: closed }\n") == k_none);
  CHECK(surprises("series: { errors: { in: full, values: \"0x4 2x2 0x*\" } }\n"
                  "expect: [ { ends: complete } ]\n") == k_none);
}

TEST_CASE("a limit that moves with its baseline is judged by the scenario's baseline") {
  CHECK(surprises("series: { p95: { values: 250x*, baseline: 200x* } }\n"
                  "expect: [ { ends: complete } ]\n") == k_none);
  CHECK(surprises("series: { p95: { values: 450x*, baseline: 200x* } }\n"
                  "expect: [ { at: p5, rollback: p95, within: 2m } ]\n") == k_none);
  CHECK(surprises("series: { p95: { values: 90x*, baseline: 20x* } }\n"
                  "expect: [ { ends: complete } ]\n") == k_none);
}

TEST_CASE("every cause of a missing number holds, and none of them promotes or rolls back") {
  for (const std::string cause : {"nodata", "nan", "stale", "timeout", "provider_error", "many"}) {
    INFO(cause);
    CHECK(surprises("horizon: 2h\nseries: { errors: { in: p5, values: \"0x3 " + cause +
                    "x*\" } }\nexpect:\n  - { at: p5 + 30m, verdict: hold, because: " + cause +
                    " }\n  - { at: p5, no_promotion: 1h }\n  - { ends: held }\n") == k_none);
  }
  CHECK(surprises("horizon: 2h\nseries: { errors: { in: p5, values: 9x*, volume: 49x* } }\n"
                  "expect:\n  - { at: p5 + 30m, verdict: hold, because: thin }\n"
                  "  - { ends: held }\n") == k_none);
}

TEST_CASE(
    "a time that a broken-off rehearsal did not reach is a miss, whatever was expected of it") {
  const std::string unseen = ", and the rehearsal was broken off at +5m, its horizon; a longer "
                             "'horizon' lets it go on";
  CHECK(surprises("horizon: 5m\nexpect:\n  - { at: 0s, no_promotion: 10m }\n"
                  "  - { at: p5 + 1h, phase: p5 }\n  - { at: end + 1h, exposure: 5% }\n"
                  "  - { at: 6m, verdict: hold, because: observing }\n"
                  "  - { at: 1m, no_promotion: 4m }\n  - { at: end, phase: p5 }\n") ==
        std::vector<std::string>{"at 0s, no_promotion 10m | at +0s: entering p5 at 5%",
                                 "at p5 + 1h, phase p5 | that is +1h2s" + unseen,
                                 "at end + 1h, exposure 5% | that is +1h5m" + unseen,
                                 "at 6m, verdict hold, because observing | that is +6m" + unseen});
  CHECK(surprises("horizon: 5m\nexpect: [ { at: p5, no_promotion: 5m } ]\n") ==
        std::vector<std::string>{"at p5, no_promotion 5m | that is +5m2s" + unseen});
}

TEST_CASE("a message that was sent before the time is told as such") {
  const auto found = surprises("series: { errors: { in: p5, values: 2x* } }\nexpect:\n"
                               "  - { at: rollback + 1h, message: rolled_back, says: back on }\n"
                               "  - { message: rolled_back, says: gone }\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].find("| it was sent before, at +") != std::string::npos);
  CHECK(found[1].ends_with("| it said: 2.0.0 is back on 1.0.0"));
}

TEST_CASE("a time after the end is judged by how it ended") {
  CHECK(surprises("expect:\n  - { at: complete + 1000h, exposure: 100% }\n"
                  "  - { at: complete + 1h, no_promotion: 1000h }\n"
                  "  - { at: complete + 1h, verdict: promote }\n") == k_none);
}

TEST_CASE("data that comes late counts as if it had come in time") {
  CHECK(surprises("events: [ { at: p5 + 2m, outage: prom, for: 5m } ]\nexpect:\n"
                  "  - { at: p5 + 6m, verdict: hold, because: timeout }\n"
                  "  - { ends: complete }\n") == k_none);
}

TEST_CASE("people who are absent hold the release up, and answers given by name let it go on") {
  CHECK(surprises("people: absent\nexpect: [ { ends: no_go } ]\n") == k_none);
  CHECK(surprises("people: absent\nevents:\n"
                  "  - { at: 1m, check: uat }\n"
                  "  - { at: full + 20m, approve: full, role: owner }\nexpect:\n"
                  "  - { at: full + 15m, verdict: hold, because: approval }\n"
                  "  - { ends: complete }\n") == k_none);
  CHECK(surprises("people: { answer: 30m }\nexpect:\n  - { at: 29m, no_promotion: 30s }\n"
                  "  - { ends: complete }\n") == k_none);
}

TEST_CASE("an incident takes the release back, a pause only keeps it where it is") {
  CHECK(surprises("events: [ { at: full + 2m, incident: P0, text: no orders } ]\nexpect:\n"
                  "  - { at: full + 2m, rollback: orders, within: 10s }\n") == k_none);
  CHECK(surprises("events: [ { at: p5 + 2m, pause: wait, for: 1h } ]\nexpect:\n"
                  "  - { at: p5 + 15m, phase: p5 }\n  - { ends: complete }\n") == k_none);
}

TEST_CASE("steps fail, hang and are tried again as the scenario says") {
  CHECK(surprises("steps: { shift: { fails: 2 } }\nexpect: [ { ends: complete } ]\n") == k_none);
  CHECK(surprises("steps: { deploy: { hangs: always } }\nexpect:\n"
                  "  - { at: 3m, phase: p5 }\n  - { ends: held }\n") == k_none);
  CHECK(surprises("steps: { smoke: { fails: always } }\n"
                  "events: [ { at: full + 1m, rollback: orders are wrong } ]\n"
                  "expect: [ { ends: rollback_incomplete } ]\n") == k_none);
}

TEST_CASE(
    "killed amid a step that may be done again relctl goes on; else a person says how it ended") {
  CHECK(surprises("steps: { shift: { takes: 20s } }\nevents: [ { at: 10s, crash: true } ]\n"
                  "expect:\n  - { steps: [deploy, shift, shift, shift] }\n"
                  "  - { ends: complete }\n") == k_none);
  CHECK(surprises("steps: { deploy: { takes: 20s } }\nevents: [ { at: 10s, crash: true } ]\n"
                  "expect: [ { ends: held } ]\n") == k_none);
  CHECK(surprises("steps: { deploy: { takes: 20s } }\nevents:\n  - { at: 10s, crash: true }\n"
                  "  - { at: 5m, resolve: deploy, as: done }\nexpect:\n"
                  "  - { steps: [deploy, shift] }\n  - { ends: complete }\n") == k_none);
}

TEST_CASE("how a step goes is not how its verification goes") {
  const std::string by_hand = "events: [ { at: full + 1m, rollback: orders are wrong } ]\n";
  CHECK(surprises("steps: { back: { takes: 40s } }\n" + by_hand +
                  "expect: [ { ends: closed } ]\n") == k_none);
  CHECK(surprises("steps: { back: { unverified: true } }\n" + by_hand +
                  "expect: [ { ends: rollback_incomplete } ]\n") == k_none);
}

TEST_CASE("a breach that holds is looked at again until it is forgotten") {
  CHECK(surprises("series: { lag: { in: p5, values: \"0x4 9 0x*\" } }\nexpect:\n"
                  "  - { at: p5 + 14m, verdict: hold, because: lag }\n"
                  "  - { at: p5, no_promotion: 15m }\n"
                  "  - { ends: complete }\n") == k_none);
}

TEST_CASE("who expected another end is told what holds the release, and since when") {
  const auto lines = surprises("horizon: 3h\nseries: { lag: { in: p5, values: 9x* } }\n"
                               "expect: [ { ends: complete } ]\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("it was held in p5; at +") != std::string::npos);
  CHECK(lines[0].find(": verdict hold: lag: ") != std::string::npos);
}

TEST_CASE("an expectation that is not met says what was there instead") {
  const auto lines = surprises("series: { errors: { in: full, values: 2x* } }\nexpect:\n"
                               "  - { ends: complete }\n"
                               "  - { at: full + 1m, phase: p5 }\n"
                               "  - { rollback: any, within: 1m }\n"
                               "  - { steps: [back, shift] }\n"
                               "  - { message: rolled_back, says: sorry }\n"
                               "  - { at: p5, no_promotion: 1h }\n"
                               "  - { at: full, exposure: 5% }\n");
  REQUIRE(lines.size() == 7);
  CHECK(lines[0].starts_with("ends complete | it ended closed; at +14m3s: taken back: errors: 2% > "
                             "1% for 3m"));
  CHECK(lines[1] == "at full + 1m, phase p5 | it was in full");
  CHECK(lines[2].find("it was taken back at +") != std::string::npos);
  CHECK(lines[3].find("shift did not follow; there were deploy") != std::string::npos);
  CHECK(lines[4].find("it said: 2.0.0 is back on 1.0.0") != std::string::npos);
  CHECK(lines[5].find("p5 has passed") != std::string::npos);
  CHECK(lines[6] == "at full, exposure 5% | it was 100%");
}

TEST_CASE("a healthy answer is a number within the limit, whatever its unit") {
  plan::Check check;
  for (const auto& [limit, unit] : {std::pair{">= 80%", "%"},
                                    {">= 80%", "ratio"},
                                    {">= 80%", ""},
                                    {"< 300ms", ""},
                                    {"> 3", ""}}) {
    CAPTURE(limit, unit);
    check.limit = *plan::parse_limit(limit);
    check.unit = *parse_unit(unit);
    CHECK_FALSE(core::limit_objection(check, number_within(check)));
  }
}

TEST_CASE("an effect's id gives its stage, its step and its part") {
  const EffectName check = parse_effect_id("shop-1.1.0/main/p5/check/cover[a/b]#2/run@17");
  CHECK(check.stage == "check");
  CHECK(check.step == "cover[a/b]");
  CHECK(check.part == "run");
  CHECK(parse_effect_id("shop-1.1.0/@delivery/m1/room#1").stage.empty());
}

TEST_CASE("what had not ended at the horizon is said in words") {
  const auto lines = surprises("horizon: 3m\nexpect: [ { ends: complete } ]\n");
  REQUIRE(lines.size() == 1);
  CHECK(
      lines[0].find("it had not ended 3m after its opening, at the horizon of the scenario: it was "
                    "held in ") != std::string::npos);
}

TEST_CASE("relctl is not killed while nobody runs it, and a kill while it is away is told") {
  CHECK(surprises("people: { answer: 30m }\nevents: [ { at: 10m, crash: true } ]\n"
                  "expect: [ { ends: complete } ]\n") == k_none);
  const auto lines = surprises("events:\n  - { at: p5 + 2m, crash: true, away: 3m }\n"
                               "  - { at: 3m, crash: true }\nexpect: [ { ends: complete } ]\n");
  CHECK(lines == std::vector<std::string>{"relctl is killed | it has not come back yet"});
}

TEST_CASE("relctl that was killed while the way back is observed observes on when it is back") {
  plan::Plan plan = the_plan();
  plan.rollback.observe = minutes(5);
  CHECK(test::surprises(plan, "events:\n  - { at: p5 + 2m, rollback: pager }\n"
                              "  - { at: rollback + 1m, crash: true, away: 20m }\n"
                              "expect: [ { ends: closed } ]\n") == k_none);
}

TEST_CASE("outages that overlap from different times on are told") {
  const auto lines = surprises("events:\n  - { at: p5 + 2m, outage: prom, for: 5m }\n"
                               "  - { at: 3m, outage: all, for: 1m }\n"
                               "expect: [ { ends: complete } ]\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("an outage of all begins | the one before lasts until 2026-"));
}

TEST_CASE("an event whose time never comes is told: it would be taken for rehearsed") {
  const auto lines = surprises("events: [ { at: rollback + 1m, crash: true } ]\n"
                               "expect: [ { ends: complete } ]\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("an event that happens | its time never came: the rehearsal ended "));
}

TEST_CASE("a series that ends before the release does is told, and is missing data") {
  const auto lines =
      surprises("horizon: 1h\nseries: { errors: 0x5 }\nexpect: [ { ends: held } ]\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("series 'errors' has 6 values and is asked for one more at") !=
        std::string::npos);
}

TEST_CASE("the same scenario gives the same events, whatever was rehearsed before") {
  const auto rehearse = [] {
    const plan::Scenario scenario;
    const auto log = audit::open_memory_log();
    Rehearsal rehearsal(the_plan(), scenario, {}, *log);
    REQUIRE(rehearsal.run());
    return log->head()->hash;
  };
  CHECK(rehearse() == rehearse());
}

TEST_CASE("coverage names what no rehearsal has exercised") {
  const plan::Scenario scenario;
  const auto log = audit::open_memory_log();
  Rehearsal rehearsal(the_plan(), scenario, {}, *log);
  const auto rehearsed = rehearsal.run();
  REQUIRE(rehearsed);
  Coverage coverage;
  coverage.add(rehearsed->events);
  const auto rows = coverage.rows(the_plan());
  CHECK(rows[0].missing == std::vector<std::string>{"errors", "p95", "lag", "orders"});
  CHECK(rows[1].missing == k_none);
  CHECK(rows[2].missing == std::vector<std::string>{"back", "smoke"});
  CHECK(rows[3].missing == std::vector<std::string>{"rolled_back"});
}
