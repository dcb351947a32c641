// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/standing.hpp"
#include "core/summary.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Verdict;
using plan::Cause;
using Kinds = std::vector<std::string>;

namespace {

plan::Phase phase_of(const std::string& track, const std::string& id, const std::string& traffic) {
  plan::Phase phase = a_phase(id, traffic, minutes(10));
  phase.track = track;
  phase.enter.clear();
  return phase;
}

/// Tracks `read` and `write`, each with p10 and full of ten minutes.
plan::Plan two_tracks() {
  plan::Plan plan = a_plan();
  plan.tracks = {{"read", "", {}, {}}, {"write", "", {}, {}}};
  plan.phases = {phase_of("read", "p10", "10%"), phase_of("read", "full", "100%"),
                 phase_of("write", "p10", "10%"), phase_of("write", "full", "100%")};
  plan.thresholds[0].shape = plan::Plain{};
  return plan;
}

void start(Given& given, const std::string& track, const std::string& phase, Duration after) {
  given.window(track).clear();
  given.event(core::PhaseEntered{track, phase, phase == "full" ? 1.0 : 0.1}, after);
  given.event(core::PhaseStarted{track, phase}, after);
}

void read(Given& given, const std::string& track, Duration first, Duration last, double value) {
  for (Duration at = first; at <= last; at = at + seconds(30)) {
    core::Reading reading;
    reading.track = track;
    reading.metric = "error_rate";
    reading.at = k_noon + at;
    reading.value = value;
    given.add(reading);
  }
}

void pass(Given& given, const std::string& track, const std::string& phase, Duration after) {
  core::VerdictReached verdict;
  verdict.track = track;
  verdict.phase = phase;
  verdict.verdict = Verdict::promote;
  given.event(verdict, after);
  given.event(core::PhasePassed{track, phase}, after);
}

} // namespace

TEST_CASE("tracks without an order begin one after the other, as far as the mandate goes") {
  Given given(two_tracks());
  given.ready();
  const auto first = given.decide_at({});
  REQUIRE(kinds(first.events) == Kinds{"PhaseEntered"});
  CHECK(first_of<core::PhaseEntered>(first.events).track == "read");
  start(given, "read", "p10", {});
  for (const auto& event : given.decide_at({}).events)
    given.event(event);
  CHECK(first_of<core::PhaseEntered>(given.decide_at({}).events).track == "write");
  given.mandate.may_enter = false;
  CHECK(given.decide_at({}).events.empty());
}

TEST_CASE("a mandate for one phase enters no other") {
  Given given(two_tracks());
  given.ready();
  given.mandate.enter = "write/p10";
  CHECK(first_of<core::PhaseEntered>(given.decide_at({}).events).track == "write");
  given.mandate.enter = "write/full";
  CHECK(given.decide_at({}).events.empty());
}

TEST_CASE("a track that comes after another waits until that one's last phase has passed") {
  plan::Plan plan = two_tracks();
  plan.tracks[1].after = {"read"};
  Given given(plan);
  given.ready();
  start(given, "read", "full", {});
  read(given, "read", minutes(1), minutes(9), 0.001);
  CHECK_FALSE(has<core::PhaseEntered>(given.decide_at(minutes(9)).events));
  read(given, "read", minutes(9), minutes(10), 0.001);
  for (const auto& event : given.decide_at(minutes(10)).events)
    given.event(event, minutes(10));
  const auto decision = given.decide_at(minutes(10));
  REQUIRE(kinds(decision.events) == Kinds{"PhaseEntered"});
  CHECK(first_of<core::PhaseEntered>(decision.events).track == "write");
}

TEST_CASE("each track is judged on its own readings and its own grid") {
  Given given(two_tracks());
  given.ready();
  start(given, "read", "p10", {});
  start(given, "write", "p10", minutes(2) + seconds(10));
  read(given, "read", minutes(1), minutes(10), 0.001);
  read(given, "write", minutes(3) + seconds(10), minutes(9) + seconds(40), 0.007);
  const auto decision = given.decide_at(minutes(10));
  CHECK(kinds(decision.events) == Kinds{"VerdictReached", "PhasePassed", "VerdictReached"});
  REQUIRE(core::gate_of(decision, "read") != nullptr);
  CHECK(core::gate_of(decision, "read")->verdict == Verdict::promote);
  CHECK(core::gate_of(decision, "write")->verdict == Verdict::hold);
  CHECK(core::gate_of(decision, "none") == nullptr);
}

TEST_CASE("one track moves on while another is held") {
  plan::Plan plan = two_tracks();
  plan.phases[2].approve = {{"owner", {}}};
  Given given(plan);
  given.ready();
  start(given, "read", "p10", {});
  start(given, "write", "p10", {});
  read(given, "read", minutes(1), minutes(10), 0.001);
  read(given, "write", minutes(1), minutes(10), 0.001);
  for (const auto& event : given.decide_at(minutes(10)).events)
    given.event(event, minutes(10));
  const auto next = given.decide_at(minutes(10));
  REQUIRE(kinds(next.events) == Kinds{"PhaseEntered"});
  CHECK(first_of<core::PhaseEntered>(next.events).track == "read");
  CHECK(core::gate_of(next, "write")->reasons[0].cause == Cause::approval);
  SECTION("an approval names the phase with its track") {
    given.mandate.may_enter = false;
    given.event(core::ApprovalGiven{"read/p10", "owner", "ann", ""}, minutes(10));
    CHECK(core::gate_of(given.decide_at(minutes(10)), "write")->verdict == Verdict::hold);
    given.event(core::ApprovalGiven{"write/p10", "owner", "ann", ""}, minutes(10));
    CHECK(core::gate_of(given.decide_at(minutes(10)), "write")->verdict == Verdict::promote);
  }
}

TEST_CASE("a breach in one track takes the whole release back, also one that is through already") {
  Given given(two_tracks());
  given.ready();
  start(given, "read", "full", {});
  pass(given, "read", "full", {});
  start(given, "write", "p10", {});
  read(given, "read", minutes(1), minutes(2), 0.5);
  read(given, "write", minutes(1), minutes(2), 0.001);
  const auto decision = given.decide_at(minutes(2));
  CHECK(kinds(decision.events) == Kinds{"VerdictReached", "RollbackRequested"});
  CHECK(first_of<core::VerdictReached>(decision.events).track == "read");
}

TEST_CASE("the release is complete when every track's last phase holds at the same time") {
  Given given(two_tracks());
  given.ready();
  start(given, "read", "full", {});
  start(given, "write", "full", minutes(5));
  read(given, "read", minutes(1), minutes(15), 0.001);
  read(given, "write", minutes(6), minutes(15), 0.001);
  pass(given, "read", "full", minutes(10));
  CHECK_FALSE(has<core::ReleaseCompleted>(given.decide_at(minutes(14)).events));
  SECTION("both hold") {
    const auto decision = given.decide_at(minutes(15));
    CHECK(has<core::PhasePassed>(decision.events));
    CHECK(has<core::ReleaseCompleted>(decision.events));
  }
  SECTION("the one that passed before has lost its data") {
    given.window("read").clear();
    read(given, "read", minutes(1), minutes(12), 0.001);
    core::Reading lost;
    lost.track = "read";
    lost.metric = "error_rate";
    lost.cause = Cause::nodata;
    for (Duration at = minutes(12) + seconds(30); at <= minutes(15); at = at + seconds(30)) {
      lost.at = k_noon + at;
      given.add(lost);
    }
    const auto decision = given.decide_at(minutes(15));
    CHECK(has<core::PhasePassed>(decision.events));
    CHECK_FALSE(has<core::ReleaseCompleted>(decision.events));
  }
}

TEST_CASE("a reading goes to the track that asked for it") {
  Given given(two_tracks());
  given.ready();
  start(given, "read", "p10", {});
  start(given, "write", "p10", {});
  core::Reading reading;
  reading.track = "write";
  reading.metric = "error_rate";
  reading.at = k_noon + minutes(1);
  reading.value = 0.001;
  given.inputs.readings = {reading};
  const auto decision = given.decide_at(minutes(1));
  REQUIRE(kinds(decision.events) == Kinds{"ReadingsTaken"});
  CHECK(first_of<core::ReadingsTaken>(decision.events).track == "write");
}

TEST_CASE("the worst track says how the release stands, and all of them why") {
  Given given(two_tracks());
  given.ready();
  start(given, "read", "p10", {});
  start(given, "write", "p10", {});
  pass(given, "read", "p10", {});
  CHECK(core::standing_of(given.state) == core::Standing::pending);
  core::VerdictReached held;
  held.track = "write";
  held.phase = "p10";
  held.reasons = {{Cause::approval, "owner", "approval of owner is missing", k_noon, true}};
  given.event(held);
  CHECK(core::worst_phase(given.state)->track == "write");
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.why == "phase read/p10 has passed; write/p10: owner: approval of owner is missing");
  CHECK(advice.command == "relctl approve write/p10 --role owner");
  const core::Summary summary = core::summarise(given.state);
  CHECK(summary.phase == "read/p10 write/p10");
  CHECK(summary.verdict == "hold");
}

TEST_CASE("that a phase is held is told for its track alone, until it is good again") {
  Given given(two_tracks());
  given.ready();
  start(given, "read", "p10", {});
  start(given, "write", "p10", {});
  core::VerdictReached held;
  held.phase = "p10";
  held.reasons = {{Cause::nodata, "error-rate", "no data", k_noon, true}};
  for (const char* track : {"read", "write"}) {
    held.track = track;
    given.event(held);
  }
  const auto is_told = [&](const char* track) { return given.state.tracks.at(track).is_told; };
  given.event(core::MessagePrepared{"held", "text", "read", "p10"});
  CHECK(is_told("read"));
  CHECK_FALSE(is_told("write"));
  // A log of a relctl without tracks: of the phase that was entered last.
  given.event(core::MessagePrepared{"held", "text"});
  CHECK(is_told("write"));
  held.reasons.push_back({Cause::target, "error-rate", "0.7%", k_noon, true});
  given.event(held);
  CHECK(is_told("write"));
  held.reasons = {{Cause::observing, "p10", "observing", k_noon, true}};
  given.event(held);
  CHECK_FALSE(is_told("write"));
  CHECK(is_told("read"));
}
