// SPDX-License-Identifier: Apache-2.0
#include "core/summary.hpp"

#include "base/text.hpp"
#include "core/names.hpp"
#include "plan/plan.hpp"

#include <algorithm>

namespace relctl::core {

Summary summarise(const State& state) {
  Summary summary;
  summary.plan = state.opened.plan;
  summary.title = state.opened.title;
  summary.version = state.opened.version;
  summary.stable = state.opened.stable;
  summary.stage = stage_name(state.stage);
  const bool is_back =
      state.rollback && state.rollback->settled && state.rollback->settled->complete;
  std::optional<Verdict> verdict;
  std::vector<std::string> phases;
  for (const PhaseState* phase : current_phases(state)) {
    phases.push_back(plan::phase_name(phase->track, phase->id));
    summary.traffic = is_back ? 0.0 : std::max(summary.traffic, phase->traffic);
    if (const VerdictState* known = verdict_of(state, phase->track))
      verdict = std::max(verdict.value_or(Verdict::promote), known->reached.verdict);
  }
  summary.phase = join(phases, " ");
  if (verdict)
    summary.verdict = name_of(*verdict);
  summary.opened_at = state.opened_at;
  summary.updated_at = state.last_event_at;
  summary.over = is_over(state);
  if (state.observation)
    summary.kind = "observation";
  std::vector<std::string> doubts;
  for (const StepState* step : doubts_left(state))
    doubts.push_back(step->address.step);
  if (!doubts.empty())
    summary.doubts = join(doubts, ", ");
  return summary;
}

} // namespace relctl::core
