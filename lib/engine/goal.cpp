// SPDX-License-Identifier: Apache-2.0
#include "engine/goal.hpp"

#include <algorithm>

namespace relctl::engine {
namespace {

using core::Stage;
using plan::Cause;

bool has_ended(const core::State& state, const Progress& from, const Goal& goal) {
  switch (state.stage) {
  case Stage::complete:
    return !goal.closes;
  case Stage::incomplete:
  case Stage::closed:
  case Stage::no_go:
    return true;
  case Stage::rolled_back:
    if (core::is_compensating(state))
      return false;
    return !from.was_rolled_back; // Who comes to a rolled back release waits for its recovery.
  case Stage::opening:
  case Stage::ready:
  case Stage::in_phase:
  case Stage::rolling_back:
  case Stage::observing:
    return false;
  }
  return false;
}

std::string passed_place(const core::PhaseState& phase) {
  return phase.id + " passed";
}

/// Where the track came to rest: with nothing to enter, or no leave to enter it, a phase that has
/// passed is as far as it goes. Empty while it moves.
std::string resting_place(const core::State& state, const core::PhaseState& phase,
                          bool believes_holds) {
  if (core::is_passed(state, phase.track))
    return passed_place(phase);
  return believes_holds && is_held_for_a_person(state, phase.track) ? phase.id + " held" : "";
}

/// Whether the wait for the tracks is over: one has come to rest that did not rest there before, or
/// all of them rest. A hold is believed when the answers that are under way are in, or will not
/// come.
bool is_decided(const Goal& goal, const core::State& state, const core::Decision& decision,
                const Progress& from, bool has_answers) {
  bool do_all_rest = true;
  for (const core::PhaseState* phase : core::current_phases(state)) {
    const bool is_judged = core::gate_of(decision, phase->track) != nullptr;
    const std::string place = is_judged ? resting_place(state, *phase, has_answers) : "";
    const auto before = from.resting.find(phase->track);
    const bool is_new = before == from.resting.end() || !before->second.contains(place);
    if (goal.until == Until::decided && !place.empty() && is_new)
      return true;
    do_all_rest &= !place.empty();
  }
  // An hour of the calendar is waited for.
  return do_all_rest && !decision.gates.empty() && decision.entry_at == k_never;
}

} // namespace

Progress progress_of(const plan::Plan& plan, const core::State& state, Instant now) {
  Duration longest;
  for (const plan::Source& source : plan.sources)
    longest = std::max(longest, source.timeout);
  Progress progress{state.stage == Stage::rolled_back, {}, now + longest + seconds(1)};
  for (const core::PhaseState* phase : core::current_phases(state)) {
    auto& places = progress.resting[phase->track];
    places.insert(resting_place(state, *phase, true));
    // That it holds again decides nothing new: it has been passed, and the next one is ahead.
    if (phase->passed_at)
      places.insert(passed_place(*phase));
  }
  return progress;
}

bool is_held_for_a_person(const core::State& state, const std::string& track) {
  const core::VerdictState* known = core::verdict_of(state, track);
  if (known == nullptr || known->reached.verdict != core::Verdict::hold)
    return false;
  const core::VerdictReached& verdict = known->reached;
  const bool is_grave =
      std::any_of(verdict.reasons.begin(), verdict.reasons.end(), [](const core::Reason& reason) {
        return reason.blocks &&
               (reason.cause == Cause::breach || reason.cause == Cause::taken_back ||
                reason.cause == Cause::step_failed || reason.cause == Cause::step_in_doubt);
      });
  return is_grave || !verdict.retry_at || !state.tracks.at(track).escalated.empty();
}

bool is_reached(const Goal& goal, const core::State& state, const core::Decision& decision,
                const Progress& from, Instant now) {
  if (!core::running_steps(state).empty())
    return false;
  if (core::is_drilling(state))
    return !decision.busy && decision.events.empty();
  if (has_ended(state, from, goal) || decision.question)
    return true;
  if (state.observation)
    return !decision.busy && (decision.wake == k_never || goal.until == Until::settled);
  if (!decision.busy && (goal.until == Until::settled || decision.wake == k_never))
    return true;
  // A source that never answers is asked again and again; what is due now has then been done.
  if (goal.until == Until::settled)
    return !decision.gates.empty() && now >= from.patient_until;
  if (state.stage == Stage::rolling_back)
    return !decision.busy;
  // Somebody is expected to answer for an incident: if nobody does, that has to be told.
  const bool has_answers =
      (!decision.busy || now >= from.patient_until) && decision.respond_by == k_never;
  return is_decided(goal, state, decision, from, has_answers);
}

} // namespace relctl::engine
