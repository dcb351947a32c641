// SPDX-License-Identifier: Apache-2.0
#include "core/observe_anew.hpp"

namespace relctl::core {
namespace {

/// The samples so far lie on a grid that is gone. How many are wanted stays.
void sample_anew(ObservationState& observation) {
  observation.taken.clear();
  observation.first.reset();
  observation.checkpoints.clear();
  observation.decisions.clear();
}

} // namespace

void observe_anew(State& state, PhaseState& phase, const Recorded& recorded) {
  phase.started_at = recorded.at;
  phase.started_position = recorded.position;
  phase.passed_at.reset();
  state.tracks[phase.track] = {};
  if (state.observation)
    sample_anew(*state.observation);
  std::erase_if(state.step_order, [&](const std::string& key) {
    const StepAddress& address = state.steps.at(key).address;
    const bool is_asked = (address.stage == "check" || state.observation) &&
                          address.track == phase.track && address.phase == phase.id;
    if (is_asked)
      state.steps.erase(key);
    return is_asked;
  });
}

void watch_rollback(State& state, const Recorded& recorded, const std::optional<Clock>& clock) {
  state.rollback->watched_since = recorded.at;
  state.rollback->watched_position = recorded.position;
  state.rollback->clock = clock;
  if (state.stage == Stage::rolled_back)
    for (auto& [id, track] : state.tracks)
      track = {};
}

} // namespace relctl::core
