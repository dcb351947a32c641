// SPDX-License-Identifier: Apache-2.0
#include "engine/goal.hpp"

#include <algorithm>

namespace relctl::engine {
namespace {

using core::Stage;
using plan::Cause;

bool has_ended(const core::State& state, const Progress& from) {
  switch (state.stage) {
  case Stage::incomplete:
  case Stage::complete:
  case Stage::closed:
  case Stage::no_go:
    return true;
  case Stage::rolled_back:
    return !from.was_rolled_back; // Who comes to a rolled back release waits for its recovery.
  case Stage::opening:
  case Stage::ready:
  case Stage::in_phase:
  case Stage::rolling_back:
    return false;
  }
  return false;
}

bool is_passed(const core::State& state) {
  const core::PhaseState* phase = core::current_phase(state);
  return state.stage == Stage::in_phase && phase->passed_at && state.verdict &&
         state.verdict->reached.verdict == core::Verdict::promote;
}

} // namespace

Progress progress_of(const plan::Plan& plan, const core::State& state, Instant now) {
  Duration longest;
  for (const plan::Source& source : plan.sources)
    longest = std::max(longest, source.timeout);
  return {state.stage == Stage::rolled_back, now + longest + seconds(1)};
}

std::string anchor_text(const ports::Anchor& anchor) {
  return std::to_string(anchor.position) + ":" + anchor.hash;
}

bool is_held_for_a_person(const core::State& state) {
  if (!state.verdict || state.verdict->reached.verdict != core::Verdict::hold)
    return false;
  const core::VerdictReached& verdict = state.verdict->reached;
  const bool is_grave =
      std::any_of(verdict.reasons.begin(), verdict.reasons.end(), [](const core::Reason& reason) {
        return reason.blocks &&
               (reason.cause == Cause::breach || reason.cause == Cause::step_failed ||
                reason.cause == Cause::step_in_doubt);
      });
  return is_grave || !verdict.retry_at || !state.escalated.empty();
}

bool is_reached(const Goal& goal, const core::State& state, const core::Decision& decision,
                const Progress& from, Instant now) {
  if (!core::running_steps(state).empty())
    return false;
  if (has_ended(state, from))
    return true;
  if (!decision.busy && (goal.until == Until::settled || decision.wake == k_never))
    return true;
  // A source that never answers is asked again and again; what is due now has then been done.
  if (goal.until == Until::settled)
    return decision.judged && now >= from.patient_until;
  if (state.stage == Stage::rolling_back)
    return !decision.busy;
  // With nothing to enter, or no leave to enter it, a phase that has passed is as far as this goes.
  // A hold is believed when the answers that are under way are in, or will not come.
  const bool has_answers = !decision.busy || now >= from.patient_until;
  return decision.judged && (is_passed(state) || (has_answers && is_held_for_a_person(state)));
}

} // namespace relctl::engine
