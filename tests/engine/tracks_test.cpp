// SPDX-License-Identifier: Apache-2.0
#include "engine/goal.hpp"
#include "engine/rehearsed.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Stage;
using engine::Until;
using Words = std::vector<std::string>;

namespace {

plan::Phase phase_of(const std::string& track, const std::string& id, Duration observe) {
  plan::Phase phase = a_phase(id, "100%", observe);
  phase.track = track;
  phase.enter = {"shift-" + track};
  return phase;
}

/// Tracks `read` (5 and 5 minutes) and `write` (20 minutes), each behind weights of its own.
plan::Plan two_tracks() {
  plan::Plan plan = a_short_plan();
  plan.tracks = {{"read", "", {}, {}}, {"write", "", {}, {}}};
  plan.phases = {phase_of("read", "p10", minutes(5)), phase_of("read", "full", minutes(5)),
                 phase_of("write", "full", minutes(20))};
  const plan::Step shift = plan.steps.front();
  plan.steps.clear();
  for (const plan::Track& track : plan.tracks) {
    plan.steps.push_back(shift);
    plan.steps.back().id = "shift-" + track.id;
    std::get<plan::HaproxyAction>(plan.steps.back().action).backend = track.id;
  }
  return plan;
}

const core::PhaseState& phase_in(const core::State& state, const std::string& track,
                                 const std::string& id) {
  for (const core::PhaseState& phase : state.phases)
    if (phase.track == track && phase.id == id)
      return phase;
  FAIL(track << "/" << id << " was not entered");
  return state.phases.front();
}

} // namespace

TEST_CASE("two tracks move at once, each behind its own weights") {
  Rehearsed release(two_tracks());
  const Instant began = release.world->now();
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
  CHECK(release.world->share("read") == 1.0);
  CHECK(release.world->share("write") == 1.0);
  // One after the other they would take half an hour.
  CHECK(release.world->now() - began < minutes(22));
}

TEST_CASE("a track that comes after another begins when that one is through") {
  plan::Plan plan = two_tracks();
  plan.tracks[1].after = {"read"};
  Rehearsed release(plan);
  release.run(k_run_goal);
  const core::State state = release.state();
  CHECK(state.stage == Stage::complete);
  CHECK(phase_in(state, "write", "full").entered_at >= *phase_in(state, "read", "full").passed_at);
}

TEST_CASE("waiting, an advance enters one phase in all and comes back when a track has got on") {
  Rehearsed release(two_tracks());
  CHECK(release.run(k_wait_goal).entered == 1); // read/p10, and its pass.
  CHECK(phase_in(release.state(), "read", "p10").passed_at);
  CHECK(release.state().phases.size() == 1);
  CHECK(release.run(k_wait_goal).entered == 1); // read/full
  CHECK(phase_in(release.state(), "read", "full").passed_at);
  CHECK(release.run(k_wait_goal).entered == 1); // write/full
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("an advance to a phase enters that one, whichever comes first in the plan") {
  Rehearsed release(two_tracks());
  engine::Goal goal{Until::settled, 1, {}, true, true};
  goal.enter = "write/full";
  release.run(goal);
  REQUIRE(release.state().phases.size() == 1);
  CHECK(release.state().phases[0].track == "write");
}

TEST_CASE("a run comes back only when no track can get on without a person") {
  plan::Plan plan = two_tracks();
  plan.phases[0].approve = {{"owner", {}}};
  Rehearsed release(plan);
  release.run(k_run_goal);
  const core::State state = release.state();
  CHECK(state.stage == Stage::in_phase);
  CHECK(phase_in(state, "write", "full").passed_at);
  CHECK_FALSE(phase_in(state, "read", "p10").passed_at);
  release.fact(core::ApprovalGiven{"read/p10", "owner", "release-owner", ""});
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("a view keeps the readings of each track, loaded afresh or brought up to date") {
  Rehearsed release(two_tracks());
  auto view = engine::load(*release.log, Rehearsed::k_release);
  REQUIRE(view);
  release.run({Until::settled, 2, {}, true, true});
  release.run({Until::complete, 100, release.world->now() + minutes(4), true, true});
  REQUIRE(engine::refresh(*release.log, *view));
  const auto fresh = engine::load(*release.log, Rehearsed::k_release);
  REQUIRE(fresh);
  for (const char* track : {"read", "write"}) {
    const auto& series = core::window_of(view->windows, track).series("error_rate", "");
    CHECK(series.size() > 3);
    CHECK(series.size() == core::window_of(fresh->windows, track).series("error_rate", "").size());
  }
}

TEST_CASE("a breach in one track takes all of them back") {
  Rehearsed release(two_tracks());
  release.value = [good = release.value](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading = good(request, at);
    if (request.track == "write")
      reading.value = 0.5;
    return reading;
  };
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::closed);
  CHECK(release.state().rollback->settled->complete);
}
