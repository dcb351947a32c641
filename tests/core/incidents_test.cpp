// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/incidents.hpp"
#include "core/messages.hpp"
#include "core/standing.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using plan::Consequence;
using Kinds = std::vector<std::string>;

namespace {

plan::Plan a_plan_with_levels() {
  plan::Plan plan = a_plan();
  plan.incident_levels = {
      {"P0",
       minutes(5),
       Consequence{Consequence::Kind::rollback, {}},
       {"https://example.com/p0", {}},
       "owner",
       {}},
      {"P1", minutes(15), Consequence{Consequence::Kind::run_step, "degrade"}, {}, "", {}},
      {"P2", minutes(30), Consequence{Consequence::Kind::warn, {}}, {}, "", {}}};
  plan.steps.push_back(a_step("degrade", {"./degrade"}));
  plan.comms["incident"] = {"{{incident_severity}} {{incident_id}}: {{incident_summary}}; "
                            "{{incident_oncall}}, {{incident_runbook}}, {{last_change}}",
                            {}};
  plan.comms["incident_overdue"] = {"{{incident_id}} since {{incident_respond_by}}", {}};
  return plan;
}

core::IncidentOpened an_incident(const std::string& severity) {
  return {"inc-1", severity, "orders", "orders are lost", "ann"};
}

Given in_phase_with(const std::string& severity) {
  Given given(a_plan_with_levels());
  given.ready().started("p5").event(an_incident(severity), minutes(10));
  return given;
}

/// Appends what decide() says, up to `most` times, and returns the kinds.
Kinds play(Given& given, Duration at, int most) {
  Kinds told;
  for (int i = 0; i < most; ++i) {
    const Decision decision = given.decide_at(at);
    for (const core::Event& event : decision.events) {
      told.emplace_back(core::kind_of(event));
      given.event(event, at);
    }
    if (decision.events.empty())
      break;
  }
  return told;
}

} // namespace

TEST_CASE("a new incident is told once, with runbook, on-call and the last change") {
  Given given = in_phase_with("P2");
  const Decision decision = given.decide_at(minutes(10));
  REQUIRE(kinds(decision.events) == Kinds{"MessagePrepared"});
  CHECK(first_of<core::MessagePrepared>(decision.events).subject == "inc-1");
  given.event(decision.events[0], minutes(10));
  CHECK_FALSE(has<core::MessagePrepared>(given.decide_at(minutes(10)).events));
}

TEST_CASE("the message names who is on call, the runbook and what was changed last") {
  Given given = in_phase_with("P0");
  CHECK(first_of<core::MessagePrepared>(given.decide_at(minutes(10)).events).text ==
        "P0 inc-1: orders are lost; Release Owner, https://example.com/p0, shop 1.1.0 in p5 at 5% "
        "since 2026-11-22T12:00:00Z");
}

TEST_CASE("an incident that nobody acknowledges in time is overdue, once, and told") {
  Given given = in_phase_with("P2");
  play(given, minutes(10), 1);
  const Decision waiting = given.decide_at(minutes(11));
  CHECK(waiting.respond_by == k_noon + minutes(40));
  const Decision overdue = given.decide_at(minutes(40));
  REQUIRE(kinds(overdue.events) == Kinds{"IncidentOverdue", "MessagePrepared"});
  CHECK(first_of<core::IncidentOverdue>(overdue.events).respond == minutes(30));
  for (const core::Event& event : overdue.events)
    given.event(event, minutes(40));
  CHECK(given.decide_at(minutes(41)).respond_by == k_never);
  CHECK_FALSE(has<core::IncidentOverdue>(given.decide_at(minutes(41)).events));
}

TEST_CASE("an acknowledged incident is never overdue, a closed one is not told") {
  Given given = in_phase_with("P1");
  SECTION("acknowledged") {
    given.event(core::IncidentAcknowledged{"inc-1", "ann"}, minutes(11));
  }
  SECTION("closed") {
    given.event(core::IncidentClosed{"inc-1", "ann", ""}, minutes(11));
  }
  CHECK_FALSE(core::respond_by(given.plan, given.state.incidents.at("inc-1")));
  CHECK_FALSE(has<core::IncidentOverdue>(given.decide_at(hours(1)).events));
}

TEST_CASE("the first phase is not entered while an incident is open that blocks or rolls back") {
  const auto [severity, enters] =
      GENERATE(table<const char*, bool>({{"P0", false}, {"P1", false}, {"P2", true}}));
  Given given(a_plan_with_levels());
  given.ready().event(an_incident(severity), minutes(1));
  CAPTURE(severity);
  const Kinds told = play(given, minutes(2), 3);
  CHECK((std::find(told.begin(), told.end(), "PhaseEntered") != told.end()) == enters);
  if (enters)
    return;
  const auto blocks = given.decide_at(minutes(2)).entry_blocks;
  REQUIRE_FALSE(blocks.empty());
  CHECK(blocks.back().cause == plan::Cause::incident);
  CHECK(blocks.back().text == std::string(severity) + " is open: orders are lost");
  given.event(core::IncidentClosed{"inc-1", "ann", ""}, minutes(3));
  CHECK(has<core::PhaseEntered>(given.decide_at(minutes(3)).events));
}

TEST_CASE("an incident rolls back while the very first phase is being entered") {
  const auto is_stuck = GENERATE(false, true);
  Given given(a_plan_with_levels());
  given.ready();
  play(given, minutes(1), 2); // Entered, and its first step begun.
  REQUIRE(given.state.phases.size() == 1);
  if (is_stuck) {
    REQUIRE(given.state.steps.size() == 1);
    core::StepEnded ended;
    ended.address = given.state.steps.begin()->second.address;
    ended.attempt = 1;
    ended.outcome = core::Outcome::failed;
    ended.next = core::Next::failed;
    given.event(ended, minutes(2));
  } else {
    for (const core::StepState* step : core::running_steps(given.state))
      given.inputs.live.insert(core::effect_id(given.state, *step));
  }
  CAPTURE(is_stuck);
  given.event(an_incident("P0"), minutes(3));
  play(given, minutes(3), 1);
  const Decision decision = given.decide_at(minutes(3));
  CHECK(first_of<core::RollbackRequested>(decision.events).reason ==
        "inc-1: incident inc-1 (P0, orders): orders are lost");
}

TEST_CASE("a level that rolls back does so at once") {
  Given given = in_phase_with("P0");
  play(given, minutes(10), 1);
  const Decision decision = given.decide_at(minutes(10));
  CHECK(first_of<core::RollbackRequested>(decision.events).reason ==
        "inc-1: incident inc-1 (P0, orders): orders are lost");
}

TEST_CASE("a level that runs a step runs it once, without a rollback") {
  Given given = in_phase_with("P1");
  play(given, minutes(10), 1);
  const Decision decision = given.decide_at(minutes(10));
  const auto started = first_of<core::StepStarted>(decision.events);
  CHECK(started.address.key() == "main/p5/consequence/degrade");
  CHECK_FALSE(has<core::RollbackRequested>(decision.events));
  given.event(started, minutes(10));
  core::StepEnded ended;
  ended.address = started.address;
  ended.outcome = core::Outcome::succeeded;
  given.event(ended, minutes(11));
  CHECK_FALSE(has<core::StepStarted>(given.decide_at(minutes(12)).events));
}

TEST_CASE("a level that warns is a reason that does not block") {
  Given given = in_phase_with("P2");
  const auto breaches = core::level_breaches(given.plan, given.state, k_noon);
  REQUIRE(breaches.size() == 1);
  CHECK_FALSE(breaches[0].reason.blocks);
  CHECK(core::incident_text(an_incident("P2")) == "inc-1 (P2, orders): orders are lost");
}

TEST_CASE("an overdue incident does not stand in the way of a rollback") {
  Given given = in_phase_with("P1");
  given.event(core::RollbackRequested{"1.0.0", "by hand", "ann", false, false}, minutes(12));
  const Kinds told = play(given, hours(1), 3);
  CHECK(told[0] == "MessagePrepared");
  CHECK(std::find(told.begin(), told.end(), "RollbackStarted") != told.end());
}

TEST_CASE("what was changed last is the part, or the whole, that went back") {
  Given given = in_phase_with("P2");
  const auto last_change = [&](Duration at) {
    return core::message_values({given.plan, given.state, given.ledger, given.windows, given.inputs,
                                 k_noon + at, given.mandate, ""},
                                nullptr, {})
        .at("last_change");
  };
  core::RollbackRequested part{"1.0.0", "slow", "ann", false, false};
  part.scope = "plugin";
  given.event(part, minutes(20));
  CHECK(last_change(minutes(21)) ==
        "plugin of shop on its way back from 1.1.0 to 1.0.0 since 2026-11-22T12:20:00Z");
  core::RollbackSettled settled{true, "1.0.0", {}, minutes(2)};
  settled.scope = "plugin";
  given.event(settled, minutes(22));
  CHECK(last_change(minutes(23)) ==
        "plugin of shop back at 1.0.0 since 2026-11-22T12:22:00Z; else shop 1.1.0 in p5 at 5% "
        "since 2026-11-22T12:00:00Z");
  given.event(core::RollbackRequested{"1.0.0", "lost", "ann", false, false}, minutes(30));
  given.event(core::RollbackSettled{true, "1.0.0", {}, minutes(1)}, minutes(31));
  CHECK(last_change(minutes(32)) == "shop back at 1.0.0 since 2026-11-22T12:31:00Z");
}

TEST_CASE("who must act on an incident that blocks is who is on call for it") {
  Given given = in_phase_with("P0");
  given.plan.roles.push_back({"backend", "Backend Oncall", {"dana"}, {}});
  given.plan.incident_levels[0].then.reset();
  given.plan.incident_levels[0].oncall = "backend";
  core::VerdictReached verdict;
  verdict.track = "main";
  verdict.phase = "p5";
  verdict.reasons = {{plan::Cause::incident, "inc-1", "P0 inc-1 is open", {}, true}};
  given.event(verdict, minutes(11));
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.command == "relctl incident close inc-1");
  CHECK(advice.who == "Backend Oncall");
}
