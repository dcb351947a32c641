// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace relctl::test;

namespace {

/// The quick plan with a further section.
std::string quick_with(const std::string& section) {
  return with(quick_plan(), "phases:\n", section + "phases:\n");
}

std::vector<std::string> start_words(std::vector<std::string> more = {}) {
  std::vector<std::string> words{"start",  "plan.yaml", "--version", "v1.4.0",
                                 "--from", "v1.3.2",    "--check",   "uat"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// Never open in the lifetime of a test: the window's days are none of today and its neighbours.
std::string closed_windows(const std::string& otherwise) {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const auto in_three_days = (days.time_since_epoch().count() + 3 + 3) % 7; // 0 is Monday
  const char* const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return std::string("windows: { zone: UTC, allow: [{ days: ") + names[in_three_days] +
         ", from: \"10:00\", to: \"12:00\" }]" + otherwise + " }\n";
}

/// As if the machine's tzdata had dropped a zone after the release was opened: another name that it
/// does not know stands in the plan that was pinned.
void lose_zone(const Workplace& place) {
  edit_log(place,
           "DROP TRIGGER event_update; UPDATE event SET body = CAST(replace(CAST(body AS TEXT), "
           "'Asia/Shanghai', 'Asia/Atlantis') AS BLOB);");
}

} // namespace

TEST_CASE("outside the change windows advance is pending and says when they open") {
  Workplace place;
  place.write("plan.yaml", quick_with(closed_windows(", otherwise: { approve: [owner] }")));
  REQUIRE(place.relctl(start_words()).code == 0);
  const Ran ran = place.relctl({"advance", "-o", "json"});
  CHECK(ran.code == 8);
  CHECK(contains(ran.out, "\"cause\":\"window\""));
  CHECK(contains(ran.out, "T10:00:00Z\""));
  CHECK(place.trace().empty());
  CHECK(place.relctl({"approve", "window", "--as", "bob"}).code == 3);
  CHECK(place.relctl({"approve", "window", "--as", "alice", "--reason", "outage"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%"});
}

TEST_CASE("a rollback goes at any hour") {
  Workplace place;
  place.write("plan.yaml", quick_with(closed_windows(", otherwise: { approve: [owner] }")));
  REQUIRE(place.relctl(start_words()).code == 0);
  REQUIRE(place.relctl({"approve", "window", "--as", "alice", "--for", "1m"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
}

TEST_CASE("a rollback goes though the zone of its plan is known no longer") {
  Workplace place;
  place.write("plan.yaml", quick_with("windows: { zone: Asia/Shanghai, allow: [{ days: mon-sun, "
                                      "from: \"00:00\", to: \"24:00\" }] }\n"));
  REQUIRE(place.relctl(start_words()).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  lose_zone(place);
  CHECK(place.relctl({"advance"}).code == 3);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(back.code == 0);
  CHECK(contains(back.err, "'Asia/Atlantis' is no time zone of this machine's tzdata"));
  CHECK(contains(back.err, "going on without it"));
}

TEST_CASE("a release goes with a train, which leaves when it is due") {
  Workplace place;
  place.write("plan.yaml", quick_with("trains:\n  weekly: { departs: \"thu 16:00\", zone: "
                                      "Asia/Shanghai }\n  hotfix: { approve: [owner] }\n"));
  CHECK(place.relctl(start_words()).code == 2);
  CHECK(place.relctl(start_words({"--train", "daily"})).code == 2);
  const Ran no_go = place.relctl(start_words({"--train", "hotfix"}));
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "approve start --role owner"));
  CHECK(place.relctl({"approve", "start", "--as", "alice"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 0);
}

TEST_CASE("what the manifest lacks is a no-go that lists it, and is handed in by a second start") {
  Workplace place;
  place.write("plan.yaml",
              quick_with("vars: { changes: { type: text, title: Changes, required: true } }\n"
                         "components: { core: \"{{version}}\", orders: {} }\n"
                         "compatible: [{ core: ^1.4.0, orders: ^2.0.0 }]\n"));
  const Ran first = place.relctl(start_words());
  CHECK(first.code == 3);
  CHECK(contains(first.out, "changes: has no value (Changes)"));
  CHECK(contains(first.out, "orders: has no version"));
  place.write("manifest.yaml", "changes: [export, import]\n");
  const Ran second =
      place.relctl(start_words({"--vars", "manifest.yaml", "--component", "orders=3.0.0"}));
  CHECK(second.code == 3);
  CHECK(contains(second.out, "orders 3.0.0 is not ^2.0.0"));
  const Ran other = place.relctl(start_words({"--component", "orders=2.0.0"}));
  CHECK(other.code == 3);
  CHECK(contains(other.err, "is pinned as '3.0.0'"));
  CHECK(place.relctl({"abort", "--reason", "wrong version", "-y"}).code == 0);
  CHECK(
      place.relctl(start_words({"--vars", "manifest.yaml", "--component", "orders=2.0.0"})).code ==
      0);
}

TEST_CASE("a manifest with mistakes starts nothing and says where they are") {
  Workplace place;
  place.write("plan.yaml", quick_with("vars: { changes: { type: text, required: true } }\n"));
  place.write("manifest.yaml", "changes: { a: b }\n");
  const Ran ran = place.relctl(start_words({"--vars", "manifest.yaml"}));
  CHECK(ran.code == 3);
  CHECK(contains(ran.err, "manifest.yaml:1:10: error: "));
  place.write("manifest.yaml", "chnges: a\n");
  CHECK(contains(place.relctl(start_words({"--vars", "manifest.yaml"})).err,
                 "--vars names an unknown variable 'chnges'; did you mean 'changes'?"));
}

TEST_CASE("a sign-off by several parties takes several persons") {
  Workplace place;
  place.write("plan.yaml", with(quick_with("signoff: [owner, ops]\n"), "roles:\n",
                                "roles:\n  ops: { title: Ops }\n"));
  REQUIRE(place.relctl(start_words()).code == 3);
  CHECK(place.relctl({"approve", "start", "--role", "owner", "--as", "alice"}).code == 0);
  const Ran twice = place.relctl({"approve", "start", "--role", "ops", "--as", "alice"});
  CHECK(twice.code == 3);
  CHECK(contains(twice.err, "another person must sign as ops"));
  const Ran signed_off = place.relctl({"approve", "start", "--as", "dana"});
  CHECK(signed_off.code == 0);
  CHECK(contains(signed_off.out, "go; next is p5"));
}

TEST_CASE("an incident is told with its runbook, and is overdue when nobody answers") {
  Workplace place;
  place.write(
      "plan.yaml",
      with(quick_with("incidents: { blocking: [P1], levels: { P1: { respond: 2s, then: "
                      "degrade, runbook: \"https://example.com/p1\", oncall: owner } } }\n"),
           "steps:\n", "steps:\n  degrade: { run: [./degrade] }\n") +
          "  incident: \"{{incident_severity}} {{incident_runbook}} {{incident_oncall}}\"\n"
          "  incident_overdue: \"overdue {{incident_id}}\"\n");
  place.script("degrade", "echo degrade >> \"$TRACE\"");
  REQUIRE(place.relctl(start_words()).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran opened = place.relctl({"incident", "open", "--severity", "P1", "--summary", "slow"});
  CHECK(contains(opened.out, "P1 https://example.com/p1 Release Owner"));
  CHECK(place.trace().back() == "degrade");
  CHECK(contains(place.relctl({"status"}).out, "on call owner, runbook https://example.com/p1"));
  const Ran waited = place.relctl({"advance", "--wait", "--timeout", "20s"});
  CHECK(contains(waited.out, "overdue inc-1"));
  CHECK(contains(place.relctl({"log"}).out, "IncidentOverdue"));
}

TEST_CASE("a rollback freezes the plan until its readmission checks pass, or a person says so") {
  Workplace place;
  place.write("plan.yaml", with(quick_plan(), "rollback:\n",
                                "rollback:\n  freeze: until the replay is reviewed\n"
                                "  readmit: { replay: { run: [./replay] } }\n"));
  place.script("replay", "exit 1");
  REQUIRE(place.relctl(start_words()).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
  const Ran no_go = place.relctl({"start", "plan.yaml", "--version", "v1.4.1", "--check", "uat"});
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "is frozen since the rollback of demo-1.4.0"));
  CHECK(contains(no_go.out, "replay: failed at "));
  CHECK(place.relctl({"abort", "--reason", "not yet", "-y"}).code == 0);
  SECTION("by the checks") {
    place.script("replay", "exit 0");
    const Ran go = place.relctl({"start", "plan.yaml", "--version", "v1.4.0", "--check", "uat"});
    CHECK(go.code == 0);
    CHECK(contains(go.err, "1.4.0 is readmitted: passed: replay"));
  }
  SECTION("by a person") {
    CHECK(place
              .relctl({"start", "plan.yaml", "--version", "v1.4.0", "--check", "uat", "--readmit",
                       "--reason", "the replay host is down", "--as", "alice"})
              .code == 0);
  }
}

TEST_CASE("a completed release is closed when what is due afterwards holds") {
  Workplace place;
  place.write("plan.yaml", quick_plan() +
                               "after:\n  feedback: { ask: \"Recorded?\", values: [dataset] }\n"
                               "  tidy: { run: [./tidy] }\n");
  place.script("tidy", "exit 0");
  REQUIRE(place.relctl(start_words()).code == 0);
  const Ran too_early = place.relctl({"close"});
  CHECK(too_early.code == 3);
  CHECK(contains(too_early.err, "is not complete (ready)"));
  REQUIRE(place.relctl({"run"}).code == 0);
  CHECK(contains(place.relctl({"status"}).out, "check feedback yes --value dataset=TEXT"));
  const Ran early = place.relctl({"close"});
  CHECK(early.code == 3);
  CHECK(contains(early.out, "feedback: not answered"));
  CHECK(place.relctl({"check", "feedback", "yes", "--value", "dataset=v3"}).code == 0);
  const Ran closed = place.relctl({"close"});
  CHECK(closed.code == 0);
  CHECK(contains(closed.out, "closed: v1.4.0 is stable"));
  CHECK(place.relctl({"check", "feedback", "no"}).code == 3);
}

TEST_CASE("evidence is attached with its digest, and kept beside the log") {
  Workplace place;
  REQUIRE(place.relctl(start_words()).code == 0);
  place.write("graph.png", "abc");
  const Ran ran = place.relctl({"attach", "graph.png", "--title", "before and after"});
  CHECK(ran.code == 0);
  const std::string digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(contains(ran.out, "sha256 " + digest));
  CHECK(place.read("log.db.evidence/" + digest) == "abc");
  CHECK(place.relctl({"attach", "nothing.png"}).code == 2);
}

TEST_CASE("a drill runs what the plan has for it, records its times and changes no version") {
  Workplace place;
  const std::string plan = with(quick_plan(), "timeout: 5s, idempotent: true }",
                                "timeout: 5s, idempotent: true, drill: true }\n  verify:\n"
                                "    - { id: smoke, run: [./smoke], drill: true }");
  place.write("plan.yaml", plan);
  place.script("smoke", "echo smoke \"$RELCTL_STAGE\" >> \"$TRACE\"");
  REQUIRE(place.relctl(start_words()).code == 0);
  const Ran ran = place.relctl({"rollback", "--drill", "--reason", "monthly"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "drill complete, done after"));
  CHECK(place.trace() == std::vector<std::string>{"back 1.3.2", "smoke drill"});
  CHECK_FALSE(contains(place.relctl({"log"}).out, "VersionStable"));
  REQUIRE(place.relctl({"advance"}).code == 0);
  CHECK(contains(place.relctl({"rollback", "--drill"}).err,
                 "a drill runs before the first phase or after completion"));
  place.script("smoke", "exit 1");
  REQUIRE(place.relctl({"run"}).code == 0);
  CHECK(place.relctl({"rollback", "--drill"}).code == 3);
  CHECK(contains(place.relctl({"status"}).out, "drill incomplete: smoke: the step failed"));
}

TEST_CASE("a check that needs a drill takes no yes before one has passed, and may be met by one "
          "before the start") {
  Workplace place;
  std::string plan = with(quick_plan(), "timeout: 5s, idempotent: true }",
                          "timeout: 5s, idempotent: true, drill: true }\n  verify:\n"
                          "    - { id: smoke, run: [./smoke], drill: true }");
  plan = with(plan, "  uat: { ask: UAT passed }\n", "  drill: { ask: rehearsed, drilled: true }\n");
  place.write("plan.yaml", plan);
  const Ran no_go = place.try_start();
  CAPTURE(no_go.out, no_go.err);
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "rollback --drill`"));
  const Ran early = place.relctl({"check", "drill", "yes"});
  CHECK(early.code == 3);
  CHECK(contains(early.err, "there was none for this release; run `relctl rollback --drill`"));
  place.script("smoke", "exit 1");
  CHECK(place.relctl({"rollback", "--drill"}).code == 3);
  const Ran failed = place.relctl({"check", "drill", "yes"});
  CHECK(failed.code == 3);
  CHECK(contains(failed.err, "the newest has not: drill incomplete"));
  place.script("smoke", "true");
  REQUIRE(place.relctl({"rollback", "--drill"}).code == 0);
  CHECK(place.relctl({"check", "drill", "yes"}).code == 0);
  CHECK(contains(place.relctl({"status"}).out, "go: nothing is exposed yet"));
}

TEST_CASE("a plan can be read before there is a version") {
  const Workplace place;
  place.write("plan.yaml",
              with(with(quick_plan(), "phases:\n",
                        "components: { core: \"{{version}}\", orders: 1.2.0 }\n"
                        "compatible: [ { core: \">=1.0.0\", orders: \">=1.0.0\" } ]\nphases:\n"),
                   "\"{{traffic}}\"", "\"{{version}}\", \"{{traffic}}\""));
  const Ran read = place.relctl({"plan", "plan.yaml", "--from", "v1.3.2"});
  CAPTURE(read.out, read.err);
  CHECK(read.code == 0);
  CHECK(contains(read.out, "v1.3.2 → VERSION\n"));
  CHECK(contains(read.out, "run ./shift VERSION 5%"));
  CHECK(contains(read.out, "component core {{version}}\n"));
  CHECK(contains(read.out, "component orders v1.2.0\n"));
  CHECK_FALSE(contains(read.out, "no-go:"));
  CHECK(contains(place.relctl({"plan", "plan.yaml", "-o", "json"}).out, R"("version":"")"));
  CHECK(place.relctl({"plan", "plan.yaml", "--version", "latest"}).code == 2);
}
