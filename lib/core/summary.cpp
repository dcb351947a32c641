// SPDX-License-Identifier: Apache-2.0
#include "core/summary.hpp"

#include "core/names.hpp"

namespace relctl::core {

Summary summarise(const State& state) {
  Summary summary;
  summary.plan = state.opened.plan;
  summary.title = state.opened.title;
  summary.version = state.opened.version;
  summary.stable = state.opened.stable;
  summary.stage = stage_name(state.stage);
  if (const PhaseState* phase = current_phase(state)) {
    summary.phase = phase->id;
    summary.traffic = state.rollback && state.rollback->settled && state.rollback->settled->complete
                          ? 0.0
                          : phase->traffic;
  }
  if (state.verdict)
    summary.verdict = name_of(state.verdict->reached.verdict);
  summary.opened_at = state.opened_at;
  summary.updated_at = state.last_event_at;
  summary.over = is_over(state);
  return summary;
}

} // namespace relctl::core
