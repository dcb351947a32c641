// SPDX-License-Identifier: Apache-2.0
#include "core/decide.hpp"
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using Kinds = std::vector<std::string>;

namespace {

Given opened_with(std::vector<plan::Check> before) {
  plan::Plan plan = a_plan();
  plan.before = std::move(before);
  Given given(plan);
  core::ReleaseOpened opened;
  opened.plan = plan.name;
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  return given.event(opened);
}

plan::Check a_question(const std::string& id) {
  plan::Check check;
  check.id = id;
  check.ask = "is it so?";
  return check;
}

plan::Check a_command(const std::string& id) {
  plan::Check check;
  check.id = id;
  check.step = a_step(id, {"./" + id});
  return check;
}

} // namespace

TEST_CASE("without preconditions a release is a go") {
  Given given = opened_with({});
  const Decision decision = given.decide_at({});
  REQUIRE(kinds(decision.events) == Kinds{"StartDecided"});
  CHECK(first_of<core::StartDecided>(decision.events).go);
}

TEST_CASE("an unanswered or denied question is a no-go with its reason, said once") {
  Given given = opened_with({a_question("uat")});
  const Decision decision = given.decide_at({});
  const auto decided = first_of<core::StartDecided>(decision.events);
  CHECK_FALSE(decided.go);
  REQUIRE(decided.reasons.size() == 1);
  CHECK(decided.reasons[0].text == "not answered: is it so?");
  given.event(decision.events[0]);
  CHECK(given.decide_at({}).events.empty());
  given.event(core::CheckAnswered{"before", "uat", false, "qa", "two failures"});
  CHECK_FALSE(first_of<core::StartDecided>(given.decide_at({}).events).go);
  given.event(core::CheckAnswered{"before", "uat", true, "qa", ""});
  CHECK(first_of<core::StartDecided>(given.decide_at({}).events).go);
}

TEST_CASE("a precondition that relctl can run is run before anything is decided") {
  Given given = opened_with({a_command("migration"), a_question("uat")});
  const Decision begin = given.decide_at({});
  REQUIRE(kinds(begin.events) == Kinds{"StepStarted"});
  given.event(begin.events[0]);
  given.inputs.live = {core::effect_id(given.state, *core::running_steps(given.state)[0])};
  CHECK(given.decide_at(seconds(1)).events.empty());
  given.inputs.ended = {
      {*given.inputs.live.begin(), core::Outcome::failed, "exit code 3", "", 3, {}}};
  given.inputs.live.clear();
  given.event(given.decide_at(seconds(1)).events[0], seconds(1));
  given.inputs.ended.clear();
  const Decision decision = given.decide_at(seconds(1));
  const auto decided = first_of<core::StartDecided>(decision.events);
  CHECK_FALSE(decided.go);
  CHECK(decided.reasons.size() == 2);
  CHECK(decided.reasons[0].text.find(": exit code 3; asked again") != std::string::npos);
}

TEST_CASE("a failed precondition is tried again when its time has come") {
  Given given = opened_with({a_command("migration")});
  given.event(given.decide_at({}).events[0]);
  core::StepEnded ended;
  ended.address = {"", "before", "before", "migration"};
  ended.outcome = core::Outcome::failed;
  ended.next = core::Next::failed;
  given.event(ended);
  given.event(first_of<core::StartDecided>(given.decide_at({}).events));
  const Decision waiting = given.decide_at(seconds(30));
  CHECK(waiting.events.empty());
  CHECK(waiting.wake == k_noon + minutes(1));
  CHECK(kinds(given.decide_at(minutes(1)).events) == Kinds{"StepResolved"});
}

namespace {

/// Judged by the baseline that was recorded as `weekly`.
Given opened_with_recorded() {
  Given given = opened_with({});
  given.plan.metrics[0].baseline = plan::Baseline{};
  given.plan.metrics[0].baseline->recorded = "weekly";
  return given;
}

core::BaselineRecorded a_record(const std::string& id, double mean) {
  return {"weekly", id, "shop", "error_rate", "", mean, mean, mean, 12, k_noon - hours(24)};
}

} // namespace

TEST_CASE("a recorded baseline that the ledger lacks is a no-go that names the command") {
  Given given = opened_with_recorded();
  const Decision decision = given.decide_at({});
  const auto decided = first_of<core::StartDecided>(decision.events);
  CHECK_FALSE(decided.go);
  REQUIRE(decided.reasons.size() == 1);
  CHECK(decided.reasons[0].cause == plan::Cause::baseline);
  CHECK(decided.reasons[0].subject == "error_rate");
  CHECK(decided.reasons[0].text.find("relctl observe PLAN --record weekly") != std::string::npos);
}

TEST_CASE("a recorded baseline is pinned with its id at the start and not changed afterwards") {
  Given given = opened_with_recorded();
  given.event(a_record("obs-1", 0.004)).event(a_record("obs-2", 0.002));
  const Decision decision = given.decide_at({});
  REQUIRE(kinds(decision.events) == Kinds{"BaselinePinned"});
  const auto pinned = first_of<core::BaselinePinned>(decision.events);
  CHECK(pinned.recorded == "obs-2");
  CHECK(pinned.value == 0.002);
  CHECK(pinned.measured_at == k_noon - hours(24));
  given.event(pinned).event(a_record("obs-3", 0.9));
  CHECK(kinds(given.decide_at({}).events) == Kinds{"StartDecided"});
}

TEST_CASE("a precondition that is waived does not stand in the way of a go") {
  Given given = opened_with({a_question("uat")});
  given.event(core::Waived{"uat", "done by phone", k_noon + hours(1), "qa", "alice"});
  const auto decision = given.decide_at({});
  const auto decided = first_of<core::StartDecided>(decision.events);
  CHECK(decided.go);
  REQUIRE(decided.reasons.size() == 1);
  CHECK(decided.reasons[0].text.find("waived by alice") != std::string::npos);
}

namespace {

const core::StepAddress k_artifact{"", "before", "before", "artifact"};

/// It was asked at noon + `after`, at that position of the log, and ended like that.
void asked(Given& given, core::Outcome outcome, Duration after, std::int64_t position) {
  core::StepStarted started;
  started.address = k_artifact;
  core::Recorded begun;
  begun.event = started;
  begun.at = k_noon + after;
  begun.position = position;
  core::apply(given.state, begun);
  core::StepEnded ended;
  ended.address = k_artifact;
  ended.outcome = outcome;
  ended.detail = "sha256 differs";
  ended.next = outcome == core::Outcome::succeeded ? core::Next::done : core::Next::failed;
  given.event(ended, after);
}

} // namespace

TEST_CASE(
    "what relctl asked for an earlier decision counts for `every`, a person's word for good") {
  Given given = opened_with({a_command("artifact"), a_question("uat")});
  asked(given, core::Outcome::succeeded, {}, 5);
  given.event(core::StartDecided{false, {}});
  given.event(core::CheckAnswered{"before", "uat", true, "qa", ""}, minutes(30));
  given.mandate.begun_at = 9;
  CHECK(first_of<core::StartDecided>(given.decide_at(seconds(59)).events).go);
  CHECK(kinds(given.decide_at(minutes(1)).events) == Kinds{"StepResolved"});
  SECTION("or ten times as long as it took to ask") {
    asked(given, core::Outcome::succeeded, {}, 5);
    given.state.steps.at(k_artifact.key()).ended_at = k_noon + minutes(5);
    given.mandate.begun_at = 20;
    CHECK(first_of<core::StartDecided>(given.decide_at(minutes(54)).events).go);
    CHECK(kinds(given.decide_at(minutes(55)).events) == Kinds{"StepResolved"});
  }
  SECTION("a command asks nothing twice") {
    asked(given, core::Outcome::succeeded, minutes(1), 12);
    CHECK(first_of<core::StartDecided>(given.decide_at(minutes(30)).events).go);
  }
  SECTION("nor what a person has settled") {
    given.event(core::StepResolved{k_artifact, "done", "compared by hand"});
    given.mandate.starts = true;
    CHECK(first_of<core::StartDecided>(given.decide_at(minutes(30)).events).go);
  }
}

TEST_CASE("a start asks anew at once, also after a go") {
  Given given = opened_with({a_command("artifact")});
  asked(given, core::Outcome::succeeded, {}, 5);
  given.event(core::StartDecided{true, {}});
  given.mandate.begun_at = 9;
  given.mandate.may_enter = false;
  CHECK(given.decide_at(seconds(1)).events.empty());
  given.mandate.starts = true;
  CHECK(kinds(given.decide_at(seconds(1)).events) == Kinds{"StepResolved"});
  asked(given, core::Outcome::failed, seconds(1), 12);
  const auto decided = first_of<core::StartDecided>(given.decide_at(seconds(2)).events);
  CHECK_FALSE(decided.go);
  CHECK(decided.reasons[0].text ==
        "failed at 2026-11-22T12:00:01Z: sha256 differs; asked again at once by `relctl start`, "
        "otherwise from 2026-11-22T12:01:01Z on");
}
