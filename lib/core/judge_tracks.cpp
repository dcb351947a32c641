// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "core/values.hpp"

namespace relctl::core {

std::vector<TrackFindings> judge_tracks(const plan::Plan& plan, const State& state,
                                        const Windows& windows, Instant now) {
  std::vector<TrackFindings> judged;
  if (state.stage != Stage::in_phase)
    return judged;
  for (const plan::Track& track : plan.tracks) {
    const PhaseState* observed = observed_phase(state, track.id);
    const plan::Phase* phase = plan_phase(plan, observed);
    if (phase != nullptr)
      judged.push_back({track.id, phase->id,
                        judge_all(plan, *phase, state, window_of(windows, track.id),
                                  {*observed->started_at, now})});
  }
  return judged;
}

} // namespace relctl::core
