// SPDX-License-Identifier: Apache-2.0
#include "core/next_phases.hpp"

#include <algorithm>

namespace relctl::core {

bool is_out(const plan::Plan& plan, const State& state, const std::string& track) {
  if (is_track_taken_back(state, track))
    return true;
  const plan::Track* planned = plan::find_track(plan, track);
  return planned != nullptr && current_phase(state, track) == nullptr &&
         std::any_of(planned->after.begin(), planned->after.end(),
                     [&](const std::string& before) { return is_out(plan, state, before); });
}

bool is_nothing_left(const plan::Plan& plan, const State& state) {
  return std::all_of(plan.tracks.begin(), plan.tracks.end(),
                     [&](const plan::Track& track) { return is_out(plan, state, track.id); });
}

} // namespace relctl::core
