// SPDX-License-Identifier: Apache-2.0
#include "core/retry.hpp"

#include "core/stops.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// In a phase, or in the observation of what a way back has left.
bool is_observing(const State& state) {
  return state.stage == Stage::in_phase ||
         (state.stage == Stage::rolled_back && !has_failed_compensation(state));
}

} // namespace

std::optional<Instant> retry_at(const plan::Plan& plan, const State& state, const Ledger& ledger,
                                Instant now) {
  if (const auto stop = stop_ahead(plan, state, ledger, now))
    return stop->until;
  if (!is_observing(state))
    return std::nullopt;
  std::optional<Instant> earliest;
  for (const PhaseState* phase : current_phases(state))
    if (const VerdictState* verdict = verdict_of(state, phase->track))
      if (const auto at = verdict->reached.retry_at)
        earliest = std::min(earliest.value_or(k_never), *at);
  return earliest;
}

} // namespace relctl::core
