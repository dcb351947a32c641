// SPDX-License-Identifier: Apache-2.0
#include "core/next_phases.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// The phase that was entered last; null before the first.
const plan::Phase* entered_phase(const plan::Plan& plan, const State& state,
                                 const std::string& track) {
  const PhaseState* current = current_phase(state, track);
  return current == nullptr ? nullptr : plan::find_phase(plan, track, current->id);
}

bool is_through(const plan::Plan& plan, const State& state, const std::string& track) {
  const plan::Phase* phase = entered_phase(plan, state, track);
  return phase != nullptr && plan::phase_after(plan, *phase) == nullptr && is_passed(state, track);
}

const plan::Phase* next_phase(const plan::Plan& plan, const State& state,
                              const plan::Track& track) {
  if (is_out(plan, state, track.id))
    return nullptr;
  if (const plan::Phase* entered = entered_phase(plan, state, track.id))
    return plan::phase_after(plan, *entered);
  const bool is_its_turn =
      std::all_of(track.after.begin(), track.after.end(),
                  [&](const std::string& other) { return is_through(plan, state, other); });
  return is_its_turn ? plan::first_phase(plan, track.id) : nullptr;
}

} // namespace

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

std::vector<const plan::Phase*> next_phases(const plan::Plan& plan, const State& state) {
  std::vector<const plan::Phase*> next;
  for (const plan::Track& track : plan.tracks)
    if (const plan::Phase* phase = next_phase(plan, state, track))
      next.push_back(phase);
  return next;
}

} // namespace relctl::core
