// SPDX-License-Identifier: Apache-2.0
#include "core/observe_anew.hpp"

namespace relctl::core {

void observe_anew(State& state, PhaseState& phase, const Recorded& recorded) {
  phase.started_at = recorded.at;
  phase.started_position = recorded.position;
  phase.passed_at.reset();
  state.tracks[phase.track] = {};
  std::erase_if(state.step_order, [&](const std::string& key) {
    const StepAddress& address = state.steps.at(key).address;
    const bool is_asked =
        address.stage == "check" && address.track == phase.track && address.phase == phase.id;
    if (is_asked)
      state.steps.erase(key);
    return is_asked;
  });
}

} // namespace relctl::core
