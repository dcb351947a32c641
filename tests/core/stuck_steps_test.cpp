// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using plan::Cause;

namespace {

/// A step that failed, or of which nobody knows how it ended, rolls back after half an hour.
plan::Plan impatient_plan() {
  plan::Plan plan = short_plan();
  plan.steps.push_back(a_step("deploy", {"./deploy"}));
  plan.phases[0].enter = {"deploy"};
  for (const Cause cause : {Cause::step_failed, Cause::step_in_doubt})
    plan.holds[cause] = {minutes(30), plan::HoldPolicy::Then::rollback};
  return plan;
}

void end(Given& given, const core::StepAddress& address, core::Next next, Duration at) {
  core::StepStarted started;
  started.address = address;
  given.event(started, at);
  core::StepEnded ended;
  ended.address = address;
  ended.outcome = next == core::Next::doubt ? core::Outcome::lost : core::Outcome::failed;
  ended.next = next;
  given.event(ended, at);
}

core::Decision settle_at(Given& given, Duration at) {
  core::Decision last = given.decide_at(at);
  while (!last.events.empty() && !has<core::RollbackRequested>(last.events)) {
    for (const auto& event : last.events)
      given.event(event, at);
    last = given.decide_at(at);
  }
  return last;
}

} // namespace

TEST_CASE("an entering step that is stuck is escalated when its time is over") {
  const auto next = GENERATE(core::Next::failed, core::Next::doubt);
  const core::StepAddress deploy{"main", "p5", "enter", "deploy"};
  Given given(impatient_plan());
  given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  end(given, deploy, next, minutes(1));
  // Whoever looks late does not begin its time anew.
  CHECK(settle_at(given, minutes(10)).wake == k_noon + minutes(31));
  CHECK(settle_at(given, minutes(30)).events.empty());
  SECTION("rolls back where the plan says so") {
    const auto late = settle_at(given, minutes(31));
    CHECK(kinds(late.events) == std::vector<std::string>{"HoldEscalated", "RollbackRequested"});
  }
  SECTION("its time begins anew when a person has it run again") {
    given.event(core::StepResolved{deploy, "rerun", "mended"}, minutes(30));
    end(given, deploy, next, minutes(30));
    CHECK(settle_at(given, minutes(59)).events.empty());
    CHECK(has<core::RollbackRequested>(settle_at(given, minutes(60)).events));
  }
  SECTION("or has told how it ended") {
    given.event(core::StepResolved{deploy, "failed", "seen"}, minutes(30));
    CHECK(settle_at(given, minutes(59)).events.empty());
    CHECK(has<core::RollbackRequested>(settle_at(given, minutes(60)).events));
  }
}

TEST_CASE("a stuck step of a phase under observation is escalated, counted from its end") {
  const char* stage = GENERATE("enter", "consequence");
  Given given(impatient_plan());
  given.plan.thresholds[0].then = {plan::Consequence::Kind::run_step, "deploy", ""};
  given.ready().started("p5").readings(minutes(1), minutes(45), 0.001);
  end(given, {"main", "p5", stage, "deploy"}, core::Next::failed, minutes(3));
  CHECK(settle_at(given, minutes(12)).events.empty());
  CHECK(settle_at(given, minutes(39)).events.empty());
  CHECK(has<core::RollbackRequested>(settle_at(given, minutes(40)).events));
}
