// SPDX-License-Identifier: Apache-2.0
#include "core/decide.hpp"
#include "core/given.hpp"
#include "core/phase_exit.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using plan::Cause;
using Kinds = std::vector<std::string>;

namespace {

Given good_phase() {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  return given;
}

} // namespace

TEST_CASE("the first phase is entered only with a mandate to") {
  Given given(short_plan());
  given.ready();
  CHECK(kinds(given.decide_at({}).events) == Kinds{"PhaseEntered"});
  given.mandate.may_enter = false;
  CHECK(given.decide_at({}).events.empty());
}

TEST_CASE("a phase starts when its last entering step is verified, and says so") {
  Given given(short_plan());
  given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  const Decision begin = given.decide_at({});
  REQUIRE(kinds(begin.events) == Kinds{"StepStarted"});
  const auto started = first_of<core::StepStarted>(begin.events);
  CHECK(started.action == "haproxy app: canary 5%, stable 95%");
  given.event(started);
  given.inputs.live = {core::effect_id(given.state, *core::running_steps(given.state)[0])};
  CHECK(given.decide_at(seconds(1)).events.empty());
  given.inputs.ended = {{*given.inputs.live.begin(), core::Outcome::succeeded, "", "", {}, 0.05}};
  given.inputs.live.clear();
  const Decision end = given.decide_at(seconds(1));
  REQUIRE(kinds(end.events) == Kinds{"StepEnded"});
  given.inputs.ended.clear();
  given.event(end.events[0], seconds(1));
  CHECK(kinds(given.decide_at(seconds(1)).events) == Kinds{"PhaseStarted", "MessagePrepared"});
}

TEST_CASE("a step that began and is not live any more is in doubt, not done") {
  Given given(short_plan());
  given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  given.event(first_of<core::StepStarted>(given.decide_at({}).events));
  CHECK(kinds(given.decide_at(minutes(5)).events) == Kinds{"StepInDoubt"});
}

namespace {

/// A phase of ten minutes, all of it good, under a clock that was set by that much meanwhile.
Decision decision_after_clock_set(Duration by, const std::string& boot_now = "a",
                                  Duration asked = minutes(10)) {
  Given given = good_phase();
  core::PhaseStarted started{"main", "p5", core::Clock{"a", k_noon - hours(1)}};
  given.event(started);
  given.inputs.clock = core::Clock{boot_now, k_noon - hours(1) + by};
  return given.decide_at(asked);
}

} // namespace

TEST_CASE("a clock that is set begins the observation anew, since nobody knows how long it was") {
  const Duration by =
      GENERATE(hours(1), hours(-1), seconds(10LL * 365 * 86'400), seconds(1), seconds(-1));
  const Decision decision = decision_after_clock_set(by);
  REQUIRE(kinds(decision.events) == Kinds{"PhaseStarted"});
  const auto anew = first_of<core::PhaseStarted>(decision.events);
  CHECK(anew.clock_set_by == by);
  CHECK(anew.clock->booted_at == k_noon - hours(1) + by);
  Given given = good_phase();
  given.event(core::PhasePassed{"main", "p5"}).event(anew, minutes(10));
  CHECK(given.state.phases[0].started_at == k_noon + minutes(10));
  CHECK_FALSE(given.state.phases[0].passed_at);
}

TEST_CASE("a clock that is set by less than a thousandth of the observation changes nothing") {
  CHECK(has<core::PhasePassed>(decision_after_clock_set(milliseconds(600)).events));
  CHECK(has<core::PhasePassed>(decision_after_clock_set(milliseconds(-600)).events));
  CHECK_FALSE(has<core::PhasePassed>(decision_after_clock_set(milliseconds(601)).events));
}

TEST_CASE("across starts of the machine only a clock that goes back shows") {
  CHECK(has<core::PhasePassed>(decision_after_clock_set(hours(5), "b").events));
  const Decision back = decision_after_clock_set(hours(-5), "b", seconds(-30));
  REQUIRE(kinds(back.events) == Kinds{"PhaseStarted"});
  CHECK(first_of<core::PhaseStarted>(back.events).clock_set_by == seconds(-30));
}

TEST_CASE("a gate that holds good is a verdict, a pass, and then the next phase") {
  Given given = good_phase();
  const Decision decision = given.decide_at(minutes(10));
  REQUIRE(kinds(decision.events) == Kinds{"VerdictReached", "PhasePassed"});
  for (const core::Event& event : decision.events)
    given.event(event, minutes(10));
  CHECK(kinds(given.decide_at(minutes(10)).events) == Kinds{"PhaseEntered"});
  given.mandate.may_enter = false;
  CHECK(given.decide_at(minutes(10)).events.empty());
}

TEST_CASE("the verdict waits for the reading that is due now") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10) - seconds(30), 0.001);
  const Decision decision = given.decide_at(minutes(10));
  CHECK(decision.events.empty());
  REQUIRE(decision.measurements.size() == 1);
  CHECK(decision.measurements[0].from == k_noon + minutes(10));
  given.inputs.measuring = {"main/error_rate[]"};
  CHECK(given.decide_at(minutes(10)).events.empty());
}

TEST_CASE("a passed phase is judged again before the next one is entered") {
  Given given = good_phase();
  for (const core::Event& event : given.decide_at(minutes(10)).events)
    given.event(event, minutes(10));
  given.readings(minutes(10) + seconds(30), hours(3) - seconds(30), 0.001)
      .reading(hours(3), Cause::nodata);
  const Decision decision = given.decide_at(hours(3));
  CHECK(kinds(decision.events).front() == "VerdictReached");
  CHECK_FALSE(has<core::PhaseEntered>(decision.events));
}

TEST_CASE("the last phase's pass completes the release and makes its version the stable one") {
  plan::Plan plan = short_plan();
  plan.phases.pop_back();
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  CHECK(kinds(given.decide_at(minutes(10)).events) ==
        Kinds{"VerdictReached", "PhasePassed", "ReleaseCompleted", "VersionStable"});
}

TEST_CASE("a verdict is recorded only when it or its reasons change") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.001);
  const Decision first = given.decide_at(minutes(3));
  REQUIRE(kinds(first.events) == Kinds{"VerdictReached"});
  given.event(first.events[0], minutes(3));
  given.readings(minutes(3) + seconds(30), minutes(4), 0.002);
  CHECK(given.decide_at(minutes(4)).events.empty());
  given.reading(minutes(4) + seconds(30), 0.008);
  CHECK(kinds(given.decide_at(minutes(4) + seconds(30)).events) == Kinds{"VerdictReached"});
}

TEST_CASE("a breach asks for the rollback in the same append as its verdict") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.5);
  const Decision decision = given.decide_at(minutes(3));
  REQUIRE(kinds(decision.events) == Kinds{"VerdictReached", "RollbackRequested"});
  const auto request = first_of<core::RollbackRequested>(decision.events);
  CHECK(request.automatic);
  CHECK(request.to == "1.0.0");
}

TEST_CASE("a decision carries the gate's reasons with the numbers of now") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.008);
  for (const core::Event& event : given.decide_at(minutes(3)).events)
    given.event(event, minutes(3));
  given.reading(minutes(3) + seconds(30), 0.007);
  const Decision later = given.decide_at(minutes(3) + seconds(30));
  CHECK(later.events.empty());
  REQUIRE(later.gates.size() == 1);
  CHECK(later.gates[0].reasons[0].text.find("0.7%") == 0);
  CHECK(later.gates[0].retry_at == k_noon + minutes(10));
}

TEST_CASE("an automatic rollback names what caused it, not all that was also open") {
  plan::Plan plan = short_plan();
  plan.phases[0].approve = {{"owner", {}}};
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.5);
  const Decision decision = given.decide_at(minutes(3));
  CHECK(first_of<core::VerdictReached>(decision.events).reasons.size() > 1);
  CHECK(first_of<core::RollbackRequested>(decision.events).reason ==
        "error-rate: 50% > 1% at 12:01:00Z");
}

TEST_CASE("a freeze and a pause block entry and nothing else") {
  Given given = good_phase();
  for (const core::Event& event : given.decide_at(minutes(10)).events)
    given.event(event, minutes(10));
  given.event(core::Frozen{"holiday", "owner", {}});
  const Decision decision = given.decide_at(minutes(10));
  CHECK(decision.events.empty());
  REQUIRE(decision.entry_blocks.size() == 1);
  CHECK(decision.entry_blocks[0].cause == Cause::frozen);
  given.event(core::Unfrozen{"", "owner"});
  given.event(core::Paused{"wait", "owner", k_noon + minutes(11)});
  CHECK(given.decide_at(minutes(10)).entry_blocks.size() == 1);
  given.readings(minutes(10) + seconds(30), minutes(11), 0.001);
  CHECK(kinds(given.decide_at(minutes(11)).events) == Kinds{"PhaseEntered"});
}

TEST_CASE("a breach in the phase before rolls back while the next one is being entered") {
  Given given = good_phase();
  for (const core::Event& event : given.decide_at(minutes(10)).events)
    given.event(event, minutes(10));
  given.event(core::PhaseEntered{"main", "full", 1.0}, minutes(10));
  given.reading(minutes(10) + seconds(30), 0.5);
  CHECK(has<core::RollbackRequested>(given.decide_at(minutes(10) + seconds(30)).events));
}

TEST_CASE(
    "a hold that outlasts its time is escalated once, and rolls back only where the plan says so") {
  plan::Plan plan = short_plan();
  plan.holds[Cause::nodata] = {minutes(30), plan::HoldPolicy::Then::ask};
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  const auto lose_data_until = [&](Duration until) {
    for (Duration at = minutes(10) + seconds(30); at <= until; at = at + seconds(30))
      given.reading(at, Cause::nodata);
  };
  lose_data_until(minutes(11));
  for (const core::Event& event : given.decide_at(minutes(11)).events)
    given.event(event, minutes(11));
  lose_data_until(minutes(40));
  for (const core::Event& event : given.decide_at(minutes(40)).events)
    given.event(event, minutes(40));
  CHECK(given.state.tracks.at("main").escalated.empty());
  lose_data_until(minutes(41));
  const Decision late = given.decide_at(minutes(41));
  REQUIRE(has<core::HoldEscalated>(late.events));
  CHECK_FALSE(has<core::RollbackRequested>(late.events));
  given.plan.holds[Cause::nodata].then = plan::HoldPolicy::Then::rollback;
  CHECK(has<core::RollbackRequested>(given.decide_at(minutes(41)).events));
  for (const core::Event& event : late.events)
    given.event(event, minutes(41));
  CHECK(given.decide_at(minutes(41)).events.empty());
}

namespace {

std::ptrdiff_t count_messages(const Decision& decision, const std::string& comms) {
  return std::count_if(decision.events.begin(), decision.events.end(),
                       [&](const core::Event& event) {
                         const auto* message = std::get_if<core::MessagePrepared>(&event);
                         return message != nullptr && message->comms == comms;
                       });
}

} // namespace

TEST_CASE("holds that are escalated together are told of in one message") {
  plan::Plan plan = short_plan();
  SECTION("two approvals that nobody has given") {
    plan.phases[0].approve = {{"owner", {}}, {"qa", {}}};
    plan.holds[Cause::approval] = {minutes(30), plan::HoldPolicy::Then::ask};
    Given given(plan);
    given.ready().started("p5").readings(minutes(1), minutes(41), 0.001);
    for (const core::Event& event : given.decide_at(minutes(10)).events)
      given.event(event, minutes(10));
    const Decision late = given.decide_at(minutes(41));
    CHECK(kinds(late.events) == Kinds{"HoldEscalated", "HoldEscalated", "MessagePrepared"});
  }
  SECTION("a hold that is escalated as it begins") {
    plan.holds[Cause::nodata] = {{}, plan::HoldPolicy::Then::ask};
    Given given(plan);
    given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
    given.reading(minutes(10) + seconds(30), Cause::nodata);
    const Decision held = given.decide_at(minutes(10) + seconds(30));
    CHECK(has<core::HoldEscalated>(held.events));
    CHECK(count_messages(held, "held") == 1);
  }
}

namespace {

/// An hour of good readings in a phase that waits for its approval, looked at every minute; the
/// minutes at which it is told that the phase is held while traffic is elsewhere as `is_moved`
/// says.
template <class Predicate>
std::vector<int> minutes_told(plan::Plan plan, Predicate is_moved) {
  plan.phases[0].approve = {{"owner", {}}};
  Given given(std::move(plan));
  given.ready().started("p5");
  std::vector<int> told;
  for (int minute = 1; minute <= 60; ++minute) {
    given.readings(minutes(minute - 1) + seconds(30), minutes(minute), 0.001);
    core::Reading share;
    share.metric = core::k_exposure_metric;
    share.series = "shift";
    share.at = k_noon + minutes(minute);
    share.value = is_moved(minute) ? 0.5 : 0.05;
    given.add(share);
    for (Decision decision = given.decide_at(minutes(minute)); !decision.events.empty();
         decision = given.decide_at(minutes(minute))) {
      told.insert(told.end(), static_cast<std::size_t>(count_messages(decision, "held")), minute);
      for (const core::Event& event : decision.events)
        given.event(event, minutes(minute));
    }
  }
  return told;
}

} // namespace

TEST_CASE("a phase tells that it is held each time after it had been good, and never in a storm") {
  const plan::Plan plan = short_plan();
  SECTION("once, for as long as it lasts") {
    CHECK(minutes_told(plan, [](int minute) { return minute >= 5; }) == std::vector{5});
  }
  SECTION("again after it had been good") {
    CHECK(minutes_told(plan, [](int minute) { return minute == 5 || minute == 40; }) ==
          std::vector{5, 40});
  }
  SECTION("one that comes back soon is told of when it has lasted") {
    CHECK(minutes_told(plan, [](int minute) { return minute == 5 || minute >= 7; }) ==
          std::vector{5, 15});
  }
  SECTION("one that comes and goes is told of now and then") {
    CHECK(minutes_told(plan, [](int minute) { return minute % 2 == 1; }) ==
          std::vector{1, 11, 21, 31, 41, 51});
  }
}

TEST_CASE("a hold that is escalated is told of although the phase was held before") {
  plan::Plan plan = short_plan();
  plan.holds[Cause::approval] = {minutes(30), plan::HoldPolicy::Then::ask};
  CHECK(minutes_told(plan, [](int minute) { return minute == 5; }) == std::vector{5, 40});
}

TEST_CASE("a hold is escalated by its policy, counted from the end of the range of observation") {
  plan::Plan plan = short_plan();
  plan.holds[Cause::nodata] = {minutes(5), plan::HoldPolicy::Then::rollback};
  plan.holds[Cause::stale] = {minutes(5), plan::HoldPolicy::Then::hold};
  Given given(plan);
  given.ready().started("p5");
  const auto escalation = [&](Cause cause, Duration since) {
    return core::escalation_of(given.plan, given.state.phases.back(), given.plan.phases[0],
                               {cause, "error-rate", "", k_noon + since, true});
  };
  CHECK(escalation(Cause::nodata, minutes(2))->at == k_noon + minutes(15));
  CHECK(escalation(Cause::nodata, minutes(20))->at == k_noon + minutes(25));
  CHECK(escalation(Cause::nodata, minutes(2))->rolls_back);
  CHECK_FALSE(escalation(Cause::stale, minutes(2)).has_value());
  CHECK_FALSE(escalation(Cause::window, minutes(2)).has_value());
}

TEST_CASE("a breach that names a step runs it once, and holds while it stands") {
  plan::Plan plan = short_plan();
  plan.steps.push_back(a_step("degrade", {"./degrade"}));
  plan.thresholds[0].then = {plan::Consequence::Kind::run_step, "degrade"};
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.5);
  const Decision decision = given.decide_at(minutes(3));
  REQUIRE(kinds(decision.events) == Kinds{"StepStarted"});
  given.event(decision.events[0], minutes(3));
  core::StepEnded ended;
  ended.address = first_of<core::StepStarted>(decision.events).address;
  ended.outcome = core::Outcome::succeeded;
  given.event(ended, minutes(3));
  CHECK(kinds(given.decide_at(minutes(3)).events) == Kinds{"VerdictReached", "MessagePrepared"});
}

TEST_CASE("a signal lets go of what runs and begins nothing") {
  Given given(short_plan());
  given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  given.event(first_of<core::StepStarted>(given.decide_at({}).events));
  given.inputs.live = {core::effect_id(given.state, *core::running_steps(given.state)[0])};
  given.inputs.signal = 15;
  const Decision decision = given.decide_at(seconds(1));
  CHECK(decision.events.empty());
  CHECK(decision.stop.size() == 1);
}

namespace {

/// A phase of ten minutes that nothing measures.
Given unmeasured_phase() {
  plan::Plan plan = short_plan();
  plan.metrics.clear();
  plan.thresholds.clear();
  for (plan::Phase& phase : plan.phases)
    phase.enter.clear(); // Nor is any exposure read back.
  Given given(plan);
  given.ready().started("p5");
  return given;
}

} // namespace

TEST_CASE("a phase that nothing measures is waited for until its time is over, then passed") {
  Given given = unmeasured_phase();
  const Decision waiting = given.decide_at(minutes(4));
  const auto verdict = first_of<core::VerdictReached>(waiting.events);
  CHECK(verdict.retry_at == k_noon + minutes(10));
  CHECK(waiting.wake == k_noon + minutes(10));
  CHECK(kinds(given.decide_at(minutes(10)).events) == Kinds{"VerdictReached", "PhasePassed"});
}

TEST_CASE("an unmeasured phase is kept by a command that failed until that is asked again") {
  Given given = unmeasured_phase();
  plan::Check check;
  check.id = "replay";
  check.step = a_step("replay", {"./replay"});
  given.plan.phases[0].checks = {check};
  core::StepStarted started;
  started.address = {"main", "p5", "check", "replay"};
  given.event(started, minutes(10));
  core::StepEnded ended;
  ended.address = started.address;
  ended.outcome = core::Outcome::failed;
  ended.next = core::Next::failed;
  given.event(ended, minutes(10));
  const Decision held = given.decide_at(minutes(10));
  CHECK(first_of<core::VerdictReached>(held.events).retry_at == k_noon + minutes(11));
  CHECK(held.wake == k_noon + minutes(11));
}

namespace {

/// Good until minute 3, then nobody looked until minute 9.
Given given_after_a_pause(double value = 0.001) {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(3), value);
  given.inputs.measuring = {core::measured_subject("main", given.plan.metrics[0].id, "")};
  return given;
}

} // namespace

TEST_CASE("what nobody asked about is no reason before the source has answered") {
  Given given = given_after_a_pause();
  CHECK(given.decide_at(minutes(9)).events.empty());
  CHECK(given.decide_at(minutes(9)).busy);
  given.readings(minutes(3), minutes(9), 0.001).inputs.measuring.clear();
  CHECK(has<core::VerdictReached>(given.decide_at(minutes(9)).events));
}

TEST_CASE("a command that does not ask makes no reason of what it did not ask about") {
  Given given = given_after_a_pause();
  given.inputs.measuring.clear();
  given.mandate.measures = false;
  const Decision decision = given.decide_at(minutes(9));
  CHECK(decision.events.empty());
  REQUIRE(decision.gates.size() == 1);
  for (const core::Reason& reason : decision.gates[0].reasons)
    CHECK(reason.cause == Cause::observing);
}

TEST_CASE("a source that was asked and did not answer is a reason while it is asked again") {
  Given given = given_after_a_pause();
  given.reading(minutes(3) + given.plan.metrics[0].every, Cause::timeout);
  const Decision decision = given.decide_at(minutes(9));
  CHECK(first_of<core::VerdictReached>(decision.events).reasons[0].cause == Cause::timeout);
}

TEST_CASE("a breach rolls back while other answers are awaited") {
  Given given = given_after_a_pause(0.5);
  CHECK(has<core::RollbackRequested>(given.decide_at(minutes(9)).events));
}
