// SPDX-License-Identifier: Apache-2.0
#include "core/decide.hpp"
#include "core/given.hpp"
#include "core/standing.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using core::Outcome;
using Kinds = std::vector<std::string>;

namespace {

/// Asked to go back while p5 is under observation.
Given asked(plan::Plan plan, bool automatic = true, bool confirmed = false) {
  Given given(std::move(plan));
  given.ready().started("p5");
  core::RollbackRequested request{"1.0.0", "error-rate: 5% > 1%", "relctl", automatic, confirmed};
  return given.event(request, minutes(3));
}

/// Runs decide() with every begun effect ending as `outcome` says, until it has no more; the steps
/// begun. `told` gets the messages.
std::vector<std::string> play(Given& given, Duration at,
                              const std::map<std::string, Outcome>& outcomes = {},
                              std::vector<core::MessagePrepared>* told = nullptr) {
  std::vector<std::string> begun;
  for (int turn = 0; turn < 50; ++turn) {
    const Decision decision = given.decide_at(at);
    given.inputs.ended.clear();
    given.inputs.live.clear();
    if (decision.events.empty())
      return begun;
    for (const core::Event& event : decision.events) {
      given.event(event, at);
      if (const auto* message = std::get_if<core::MessagePrepared>(&event); message && told)
        told->push_back(*message);
      const auto* started = std::get_if<core::StepStarted>(&event);
      if (started == nullptr)
        continue;
      begun.push_back(started->address.step);
      const auto outcome = outcomes.find(started->address.step);
      given.inputs.ended.push_back(
          {core::effect_id(given.state, *core::find_step(given.state, started->address)),
           outcome == outcomes.end() ? Outcome::succeeded : outcome->second,
           "as scripted",
           "",
           {},
           {}});
    }
  }
  FAIL("decide() does not come to rest");
  return begun;
}

/// `degrade` comes first, and its failure is not to hold up the way back.
plan::Plan plan_with_degradation() {
  plan::Plan plan = a_plan();
  plan::Step degrade = a_step("degrade", {"./degrade"});
  degrade.on_failure = plan::OnFailure::go_on;
  plan.rollback.steps.insert(plan.rollback.steps.begin(), degrade);
  return plan;
}

plan::Plan plan_with_database_step() {
  plan::Plan plan = a_plan();
  plan::Step database = a_step("database", {"./migrate", "down"});
  database.point_of_no_return = true;
  plan.rollback.steps.insert(plan.rollback.steps.begin(), database);
  return plan;
}

} // namespace

TEST_CASE("a rollback runs its steps, then its verification, and then is complete") {
  Given given = asked(a_plan());
  CHECK(play(given, minutes(3)) == Kinds{"shift-back", "smoke"});
  CHECK(given.state.stage == core::Stage::rolled_back);
  REQUIRE(given.state.rollback->settled);
  CHECK(given.state.rollback->settled->complete);
  CHECK(given.ledger.plans["shop"].stable == "1.0.0");
  CHECK(given.ledger.plans["shop"].refused.contains("1.1.0"));
}

TEST_CASE("a rollback needs neither readings nor a source") {
  Given given = asked(a_plan());
  given.mandate.measures = false;
  play(given, minutes(3));
  CHECK(given.state.stage == core::Stage::rolled_back);
}

TEST_CASE("a running forward step is stopped first, and abandoned when its end is not known") {
  Given given(a_plan());
  given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  given.event(first_of<core::StepStarted>(given.decide_at({}).events));
  const std::string forward = core::effect_id(given.state, *core::running_steps(given.state)[0]);
  given.event(core::RollbackRequested{"1.0.0", "", "owner", false, false}, seconds(1));
  given.inputs.live = {forward};
  const Decision stopping = given.decide_at(seconds(1));
  CHECK(stopping.events.empty());
  CHECK(stopping.stop == Kinds{forward});
  given.inputs.live.clear();
  CHECK(play(given, seconds(2)) == Kinds{"shift-back", "smoke"});
  CHECK(given.state.steps.at("main/p5/enter/shift").status == core::StepState::Status::abandoned);
}

TEST_CASE("a rollback step that fails makes it incomplete and names the step") {
  Given given = asked(a_plan());
  CHECK(play(given, minutes(3), {{"shift-back", Outcome::failed}}) == Kinds{"shift-back"});
  CHECK(given.state.stage == core::Stage::incomplete);
  REQUIRE(given.state.rollback->settled->reasons.size() == 1);
  CHECK(given.state.rollback->settled->reasons[0].subject == "shift-back");
  CHECK_FALSE(given.ledger.plans["shop"].refused.contains("1.1.0"));
}

TEST_CASE(
    "an incomplete rollback resumes with the step that failed, not with those that are done") {
  Given given = asked(a_plan());
  play(given, minutes(3), {{"smoke", Outcome::failed}});
  REQUIRE(given.state.stage == core::Stage::incomplete);
  given.event(core::RollbackResumed{"owner", ""}, minutes(5));
  CHECK(play(given, minutes(5)) == Kinds{"smoke"});
  CHECK(given.state.stage == core::Stage::rolled_back);
}

TEST_CASE("a step that may fail does not stop the others") {
  Given given = asked(plan_with_degradation());
  CHECK(play(given, minutes(3), {{"degrade", Outcome::failed}}) ==
        Kinds{"degrade", "shift-back", "smoke"});
  const core::RollbackSettled& settled = *given.state.rollback->settled;
  CHECK(settled.complete);
  REQUIRE(settled.reasons.size() == 1);
  CHECK(settled.reasons[0].cause == plan::Cause::step_failed);
  CHECK_FALSE(settled.reasons[0].blocks);
  CHECK(core::describe(settled).ends_with(": degrade: the step failed: as scripted"));
  CHECK(core::standing_of(given.state) == core::Standing::rolled_back);
  CHECK(core::advise(given.plan, given.state, "relctl").why ==
        "rolled back to 1.0.0: error-rate: 5% > 1%, but step degrade failed and was gone past");
}

TEST_CASE("a step that may fail does not stop the others in doubt either; a person settles it "
          "afterwards") {
  plan::Plan plan = plan_with_degradation();
  const bool is_observed = GENERATE(true, false);
  if (!is_observed)
    plan.rollback.observe = {};
  Given given = asked(plan);
  CHECK(play(given, minutes(3), {{"degrade", GENERATE(Outcome::lost, Outcome::cancelled)}}) ==
        Kinds{"degrade", "shift-back", "smoke"});
  CHECK(given.state.stage == (is_observed ? core::Stage::rolled_back : core::Stage::closed));
  const core::RollbackSettled& settled = *given.state.rollback->settled;
  CHECK(settled.complete);
  REQUIRE(settled.reasons.size() == 1);
  CHECK(settled.reasons[0].cause == plan::Cause::step_in_doubt);
  CHECK(settled.reasons[0].subject == "degrade");
  CHECK_FALSE(settled.reasons[0].blocks);
  CHECK(core::describe(settled).ends_with(": degrade: it is not known how the step ended: as "
                                          "scripted"));
  CHECK(given.ledger.plans["shop"].stable == "1.0.0");
  CHECK(core::standing_of(given.state) == core::Standing::in_doubt);
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.command == "relctl resolve degrade RESULT --reason WHY");
  CHECK(advice.why == "rolled back to 1.0.0: error-rate: 5% > 1%, but it is not known how step "
                      "degrade ended");
  given.event(core::StepResolved{{"", "rollback", "rollback", "degrade"}, "failed", "looked"},
              minutes(4));
  CHECK(core::standing_of(given.state) == core::Standing::rolled_back);
}

TEST_CASE("a resumed rollback does not run again what it had gone past in doubt") {
  Given given = asked(plan_with_degradation());
  play(given, minutes(3), {{"degrade", Outcome::lost}, {"shift-back", Outcome::failed}});
  REQUIRE(given.state.stage == core::Stage::incomplete);
  CHECK(given.state.rollback->settled->reasons[0].subject == "shift-back");
  CHECK(core::standing_of(given.state) == core::Standing::rollback_incomplete);
  CHECK(core::advise(given.plan, given.state, "relctl").remark ==
        "or --skip shift-back --reason WHY");
  given.event(core::RollbackResumed{"owner", ""}, minutes(5));
  CHECK(play(given, minutes(5)) == Kinds{"shift-back", "smoke"});
  CHECK(core::standing_of(given.state) == core::Standing::in_doubt);
}

TEST_CASE("a resumed rollback does not run again what may have been done before a person says so") {
  plan::Plan plan = a_plan();
  plan.rollback.steps[0].action = a_step("shift-back", {"./back"}).action;
  Given given = asked(std::move(plan));
  play(given, minutes(3), {{"shift-back", Outcome::lost}});
  REQUIRE(given.state.stage == core::Stage::incomplete);
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.command == "relctl resolve shift-back RESULT --reason WHY");
  CHECK(advice.remark.ends_with("; then relctl rollback --resume -y"));
  given.event(core::RollbackResumed{"owner", ""}, minutes(5));
  CHECK(play(given, minutes(5)) == Kinds{});
  REQUIRE(given.state.stage == core::Stage::incomplete);
  CHECK(given.state.rollback->settled->reasons[0].cause == plan::Cause::step_in_doubt);
  const std::string resolution = GENERATE("done", "failed", "rerun");
  given.event(core::StepResolved{{"", "rollback", "rollback", "shift-back"}, resolution, "looked"},
              minutes(6));
  CHECK(core::advise(given.plan, given.state, "relctl").command == "relctl rollback --resume -y");
  given.event(core::RollbackResumed{"owner", ""}, minutes(6));
  CHECK(play(given, minutes(6)) ==
        (resolution == "done" ? Kinds{"smoke"} : Kinds{"shift-back", "smoke"}));
  CHECK(given.state.stage == core::Stage::rolled_back);
}

TEST_CASE("a step that a person took out while it ran is ended before the next begins") {
  Given given = asked(a_plan());
  given.event(first_of<core::RollbackStarted>(given.decide_at(minutes(3)).events), minutes(3));
  given.event(first_of<core::StepStarted>(given.decide_at(minutes(3)).events), minutes(3));
  const core::StepState step = *core::running_steps(given.state)[0];
  const std::string id = core::effect_id(given.state, step);
  given.event(core::StepSkipped{step.address, "hangs"}, minutes(4));
  given.inputs.live = {id};
  const Decision stopping = given.decide_at(minutes(4));
  CHECK(stopping.events.empty());
  CHECK(stopping.stop == Kinds{id});
  CHECK(stopping.busy);
  given.inputs.live.clear();
  CHECK(play(given, minutes(4)) == Kinds{"smoke"});
  CHECK(given.state.stage == core::Stage::rolled_back);
}

TEST_CASE(
    "an automatic rollback runs everything else first and waits before a point of no return") {
  Given given = asked(plan_with_database_step());
  CHECK(play(given, minutes(3)) == Kinds{"shift-back"});
  CHECK(given.state.stage == core::Stage::rolling_back);
  given.event(core::ApprovalGiven{"rollback/database", "", "owner", ""}, minutes(4));
  CHECK(play(given, minutes(4)) == Kinds{"database", "smoke"});
  CHECK(given.state.stage == core::Stage::rolled_back);
}

TEST_CASE("a rollback by hand that confirmed the point of no return keeps the plan's order") {
  Given given = asked(plan_with_database_step(), false, true);
  CHECK(play(given, minutes(3)) == Kinds{"database", "shift-back", "smoke"});
}

TEST_CASE("only_if runs a step when the other one succeeded or is in doubt in this release") {
  plan::Plan plan = a_plan();
  plan::Step down = a_step("down", {"./migrate", "down"});
  down.only_if = "migrate";
  plan.rollback.steps.push_back(down);
  plan.steps.push_back(a_step("migrate", {"./migrate", "up"}));
  Given without = asked(plan);
  CHECK(play(without, minutes(3)) == Kinds{"shift-back", "smoke"});
  CHECK(without.state.steps.at("/rollback/rollback/down").status ==
        core::StepState::Status::skipped);

  Given with(plan);
  with.ready().started("p5");
  const core::StepAddress migrate{"main", "p5", "enter", "migrate"};
  with.event(core::StepStarted{migrate, 1, core::Part::act, "k", "", seconds(10)});
  with.event(core::StepInDoubt{migrate, "?"});
  with.event(core::RollbackRequested{"1.0.0", "", "owner", false, false});
  CHECK(play(with, minutes(3)) == Kinds{"shift-back", "down", "smoke"});
}

TEST_CASE("a passed deadline is told once and the rollback goes on") {
  Given given = asked(a_plan());
  given.event(first_of<core::RollbackStarted>(given.decide_at(minutes(3)).events), minutes(3));
  given.event(first_of<core::StepStarted>(given.decide_at(minutes(3)).events), minutes(3));
  given.inputs.live = {core::effect_id(given.state, *core::running_steps(given.state)[0])};
  const Decision late = given.decide_at(minutes(33));
  CHECK(kinds(late.events) == Kinds{"RollbackOverdue", "MessagePrepared"});
  for (const core::Event& event : late.events)
    given.event(event, minutes(33));
  CHECK(given.decide_at(minutes(33)).events.empty());
  given.inputs.live.clear();
  play(given, minutes(34));
  CHECK(given.state.stage == core::Stage::rolled_back);
}

TEST_CASE("a way back tells each time that it is not done: late, failed, and failed once more") {
  plan::Plan plan = a_plan();
  plan.comms.at("rollback_incomplete").to = {{"room", {}}};
  Given given = asked(std::move(plan));
  given.event(first_of<core::RollbackStarted>(given.decide_at(minutes(3)).events), minutes(3));
  std::vector<core::MessagePrepared> told;
  const std::map<std::string, Outcome> fails{{"shift-back", Outcome::failed}};
  play(given, minutes(33), fails, &told);
  CHECK(given.state.stage == core::Stage::incomplete);
  REQUIRE(told.size() == 2);
  // Also at one moment, a channel tells them apart.
  CHECK(told[0].id != told[1].id);
  CHECK(given.state.outbox.size() == 2);
  given.event(core::RollbackResumed{"ann", ""}, minutes(40));
  play(given, minutes(40), fails, &told);
  CHECK(told.size() == 3);
}

TEST_CASE("a process whose mandate yields leaves a person's rollback to the one who asked") {
  Given given = asked(a_plan(), false);
  given.mandate.yields_to_rollback = true;
  const Decision decision = given.decide_at(minutes(3));
  CHECK(decision.yielded);
  CHECK(decision.events.empty());
  CHECK_FALSE(asked(a_plan(), true).decide_at(minutes(3)).yielded);
}

TEST_CASE(
    "after a rollback every hard metric within its target for the observation is a recovery") {
  Given given = asked(a_plan());
  play(given, minutes(3));
  given.window().clear();
  given.readings(minutes(4), minutes(33), 0.001);
  CHECK(kinds(given.decide_at(minutes(33)).events) == Kinds{"ReleaseRecovered", "ReleaseClosed"});
}

TEST_CASE(
    "one good reading at the end of the observation is no recovery: it begins with the last bad "
    "one, and is longer by what was not seen") {
  Given given = asked(a_plan());
  play(given, minutes(3));
  given.window().clear();
  const bool is_bad = GENERATE(true, false);
  for (Duration at = minutes(4); at <= minutes(10); at = at + seconds(30))
    if (is_bad)
      given.reading(at, 0.009); // Off the target, within the limit.
    else
      given.reading(at, plan::Cause::nodata);
  const Duration end = is_bad ? minutes(40) : minutes(39) + seconds(30);
  given.readings(minutes(10) + seconds(30), end, 0.001);
  CHECK_FALSE(has<core::ReleaseRecovered>(given.decide_at(minutes(33)).events));
  CHECK_FALSE(has<core::ReleaseRecovered>(given.decide_at(end - seconds(30)).events));
  CHECK(has<core::ReleaseRecovered>(given.decide_at(end).events));
}

TEST_CASE("a clock that is set begins the observation after a rollback anew") {
  Given given = asked(a_plan());
  given.inputs.clock = core::Clock{"a", k_noon - hours(1)};
  play(given, minutes(3));
  CHECK(given.state.rollback->settled->clock->booted_at == k_noon - hours(1));
  given.window().clear();
  given.readings(minutes(4), minutes(33), 0.001);
  const Duration by = GENERATE(hours(1), hours(-1), seconds(2));
  given.inputs.clock->booted_at = k_noon - hours(1) + by;
  const Decision decision = given.decide_at(minutes(33));
  REQUIRE(kinds(decision.events) == Kinds{"PhaseStarted"});
  const auto anew = first_of<core::PhaseStarted>(decision.events);
  CHECK(core::describe(anew).starts_with("rollback is observed anew: the clock of this machine"));
  given.event(anew, minutes(33));
  CHECK(given.state.rollback->settled_at == k_noon + minutes(3));
  CHECK(core::watched_now(given.state).front().since == k_noon + minutes(33));
  CHECK_FALSE(has<core::ReleaseRecovered>(given.decide_at(minutes(62)).events));
  given.window().clear();
  given.readings(minutes(34), minutes(63), 0.001);
  CHECK(has<core::ReleaseRecovered>(given.decide_at(minutes(63)).events));
}

TEST_CASE("a breach after a rollback holds and never rolls the rollback back") {
  Given given = asked(a_plan());
  play(given, minutes(3));
  given.window().clear();
  given.readings(minutes(4), minutes(33), 0.5);
  const Decision decision = given.decide_at(minutes(33));
  REQUIRE(kinds(decision.events) == Kinds{"VerdictReached"});
  CHECK(first_of<core::VerdictReached>(decision.events).verdict == core::Verdict::hold);
}

TEST_CASE("without an observation a rollback closes the release at once") {
  plan::Plan plan = a_plan();
  plan.rollback.observe = {};
  Given given = asked(plan);
  play(given, minutes(3));
  CHECK(given.state.stage == core::Stage::closed);
}
