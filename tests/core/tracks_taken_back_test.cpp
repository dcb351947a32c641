// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/next_phases.hpp"
#include "core/stops.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using plan::Cause;

namespace {

/// Tracks `read` and `write` with one phase each, which nothing measures, and a scope for each.
plan::Plan plan_with_scopes() {
  plan::Plan plan = a_plan();
  plan.tracks = {{"read", "", {}, {}}, {"write", "", {}, {}}};
  plan.phases.clear();
  plan.thresholds.clear();
  for (const plan::Track& track : plan.tracks) {
    plan.phases.push_back(a_phase("full", "100%", minutes(5)));
    plan.phases.back().track = track.id;
    plan.phases.back().enter.clear();
    plan::RollbackScope scope;
    scope.id = track.id + "ing";
    scope.tracks = {track.id};
    scope.steps = {a_step(track.id + "-back", {"./back", track.id})};
    plan.rollback.scopes.push_back(scope);
  }
  return plan;
}

void enter(Given& given, const std::string& track) {
  given.event(core::PhaseEntered{track, "full", 1.0}).event(core::PhaseStarted{track, "full"});
}

void take_back(Given& given, const std::string& track) {
  const std::string scope = track + "ing";
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, scope, {track}});
  given.event(core::RollbackSettled{true, "1.0.0", {}, seconds(5), scope});
}

void check_held(Given& given) {
  CHECK(given.decide_at(minutes(30)).events.empty());
  const Instant now = k_noon + minutes(30);
  CHECK(core::standing_of(given.plan, given.state, given.ledger, now) == core::Standing::pending);
  const auto advice = core::advise(given.plan, given.state, given.ledger, now, "relctl");
  CHECK(advice.why.find("nothing is left to go on") != std::string::npos);
  CHECK(advice.command == "relctl rollback -y");
}

} // namespace

TEST_CASE("a release whose only track under way was taken back is not complete, agreed or not") {
  plan::Plan plan = plan_with_scopes();
  plan.tracks[1].after = {"read"};
  Given given(plan);
  given.ready();
  enter(given, "read");
  take_back(given, "read");
  check_held(given);
  given.event(core::ApprovalGiven{"scope/reading", "", "ann", ""});
  check_held(given);
}

TEST_CASE("a release whose tracks were taken back one after the other is not complete") {
  Given given(plan_with_scopes());
  given.ready();
  enter(given, "read");
  enter(given, "write");
  take_back(given, "read");
  given.event(core::ApprovalGiven{"scope/reading", "", "ann", ""});
  take_back(given, "write");
  check_held(given);
  given.event(core::ApprovalGiven{"scope/writing", "", "ann", ""});
  check_held(given);
  SECTION("and goes back as a whole") {
    given.event(core::RollbackRequested{"1.0.0", "all of it", "ann", false, true});
    CHECK(has<core::RollbackStarted>(given.decide_at(minutes(30)).events));
  }
}

TEST_CASE("a track that has not begun waits until a person has agreed to go on without the other") {
  Given given(plan_with_scopes());
  given.ready();
  enter(given, "read");
  take_back(given, "read");
  const auto held = given.decide_at({});
  CHECK(held.events.empty());
  REQUIRE_FALSE(held.entry_blocks.empty());
  CHECK(held.entry_blocks[0].cause == Cause::taken_back);
  CHECK(core::advise(given.plan, given.state, given.ledger, k_noon, "relctl").command ==
        "relctl approve scope/reading");
  given.event(core::ApprovalGiven{"scope/reading", "", "ann", ""});
  CHECK(first_of<core::PhaseEntered>(given.decide_at({}).events).track == "write");
}

TEST_CASE("what comes next is not looked for in a track that was taken back") {
  plan::Plan plan = plan_with_scopes();
  plan.phases.insert(plan.phases.begin() + 1, a_phase("all", "100%", minutes(5)));
  plan.phases[1].track = "read";
  plan.phases.push_back(a_phase("bake", "100%", minutes(5)));
  plan.phases.back().track = "write";
  plan.phases.back().bake = true;
  plan.windows = plan::ChangeWindows{
      {}, {{{true, true, true, true, true, true, true}, 14 * 60, 16 * 60}}, {}, {}};
  Given given(plan);
  given.ready();
  enter(given, "read");
  enter(given, "write");
  take_back(given, "read");
  given.event(core::ApprovalGiven{"scope/reading", "", "ann", ""});
  core::VerdictReached verdict;
  verdict.track = "write";
  verdict.phase = "full";
  verdict.verdict = core::Verdict::promote;
  given.event(verdict).event(core::PhasePassed{"write", "full"});
  const auto next = core::next_phases(given.plan, given.state);
  REQUIRE(next.size() == 1);
  CHECK(plan::phase_name(*next.front()) == "write/bake");
  // The calendar would keep read/all back; it lets the bake of the other track pass.
  CHECK_FALSE(core::stop_ahead(given.plan, given.state, given.ledger, k_noon));
}
