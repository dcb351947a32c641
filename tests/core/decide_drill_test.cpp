// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/steps.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using Kinds = std::vector<std::string>;

namespace {

plan::Plan a_plan_with_a_drill() {
  plan::Plan plan = a_plan();
  plan.rollback.deadline = minutes(5);
  plan.rollback.steps = {a_step("flags", {"./flags"}), a_step("back", {"./back", "{{to}}"})};
  plan.rollback.steps[1].drill = true;
  plan.rollback.verify[0].drill = true;
  return plan;
}

Given drilling() {
  Given given(a_plan_with_a_drill());
  given.ready();
  given.event(core::DrillStarted{"1.0.0", "monthly", "ann", k_noon + minutes(5)});
  return given;
}

/// The next step begins at `from` and ends at `to`.
std::string run_next(Given& given, Duration from, Duration to,
                     core::Outcome outcome = core::Outcome::succeeded) {
  const Decision decision = given.decide_at(from);
  const auto started = first_of<core::StepStarted>(decision.events);
  given.event(started, from);
  core::StepEnded ended;
  ended.address = started.address;
  ended.outcome = outcome;
  ended.detail = "exit code 1";
  ended.next = outcome == core::Outcome::succeeded ? core::Next::done : core::Next::failed;
  given.event(ended, to);
  return started.address.key();
}

} // namespace

TEST_CASE("a drill runs the steps that the plan has for it, then its verification") {
  Given given = drilling();
  CHECK(run_next(given, seconds(1), seconds(10)) == "/drill/rollback/back");
  CHECK(run_next(given, seconds(10), seconds(40)) == "/drill/verify/smoke");
  const Decision decision = given.decide_at(seconds(41));
  REQUIRE(kinds(decision.events) == Kinds{"DrillEnded"});
  const auto ended = first_of<core::DrillEnded>(decision.events);
  CHECK(ended.complete);
  CHECK(ended.done_after == seconds(10));
  CHECK(ended.recovered_after == seconds(40));
  CHECK(ended.in_time);
}

TEST_CASE("a drill changes no version, and the release goes on afterwards") {
  Given given = drilling();
  run_next(given, seconds(1), seconds(2));
  run_next(given, seconds(2), seconds(3));
  given.event(given.decide_at(seconds(3)).events[0], seconds(3));
  CHECK(given.ledger.plans.empty());
  CHECK(given.state.stage == core::Stage::ready);
  CHECK(has<core::PhaseEntered>(given.decide_at(seconds(4)).events));
}

TEST_CASE("a drill that takes longer than the rollback may is complete, but not in time") {
  Given given = drilling();
  run_next(given, seconds(1), minutes(3));
  run_next(given, minutes(3), minutes(6));
  const Decision decision = given.decide_at(minutes(6));
  CHECK(first_of<core::DrillEnded>(decision.events).complete);
  CHECK_FALSE(first_of<core::DrillEnded>(decision.events).in_time);
}

TEST_CASE("a failed step ends the drill, also where a rollback would go on") {
  Given given = drilling();
  given.plan.rollback.steps[1].on_failure = plan::OnFailure::go_on;
  run_next(given, seconds(1), seconds(2), core::Outcome::failed);
  const Decision decision = given.decide_at(seconds(2));
  const auto ended = first_of<core::DrillEnded>(decision.events);
  CHECK_FALSE(ended.complete);
  REQUIRE(ended.reasons.size() == 1);
  CHECK(ended.reasons[0].text == "the step failed: exit code 1");
  CHECK_FALSE(ended.done_after);
}

TEST_CASE("a doubt in a drill counts, also where a rollback would go on past it") {
  Given given = drilling();
  given.plan.rollback.steps[1].on_failure = plan::OnFailure::go_on;
  const auto started = first_of<core::StepStarted>(given.decide_at(seconds(1)).events);
  given.event(started, seconds(1));
  given.event(core::StepInDoubt{started.address, "gone"}, seconds(2));
  const auto ended = first_of<core::DrillEnded>(given.decide_at(seconds(2)).events);
  CHECK_FALSE(ended.complete);
  REQUIRE(ended.reasons.size() == 1);
  CHECK(ended.reasons[0].cause == plan::Cause::step_in_doubt);
}

TEST_CASE("a drill does what is done on each of several places, and makes no failure good") {
  Given given = drilling();
  given.plan.steps.push_back(a_step("restore", {"./restore"}));
  plan::Step& back = given.plan.rollback.steps[1];
  back.each = plan::Each{"node", {"n1", "n2"}};
  back.otherwise = "restore";
  CHECK(run_next(given, seconds(1), seconds(10)) == "/drill/rollback/back[n1]");
  CHECK(run_next(given, seconds(10), seconds(20), core::Outcome::failed) ==
        "/drill/rollback/back[n2]");
  const Decision decision = given.decide_at(seconds(21));
  REQUIRE(kinds(decision.events) == Kinds{"DrillEnded"});
  CHECK(first_of<core::DrillEnded>(decision.events).reasons.at(0).subject == "back[n2]");
}

TEST_CASE("a rollback ends a drill that is under way") {
  Given given = drilling();
  run_next(given, seconds(1), seconds(2));
  given.event(core::PhaseEntered{"main", "p5", 0.05}, seconds(3));
  given.event(core::RollbackRequested{"1.0.0", "now", "ann", false, false}, seconds(3));
  CHECK_FALSE(core::is_drilling(given.state));
  CHECK(kinds(given.decide_at(seconds(3)).events) == Kinds{"RollbackStarted"});
}

TEST_CASE("a step that ran in a drill does not count as one that ran forward") {
  Given given = drilling();
  run_next(given, seconds(1), seconds(2));
  plan::Step step = a_step("database", {"./database"});
  step.only_if = "back";
  CHECK_FALSE(
      core::is_wanted(given.plan, given.state, step, {"", "rollback", "rollback", "database"}));
}
