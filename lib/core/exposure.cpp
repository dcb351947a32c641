// SPDX-License-Identifier: Apache-2.0
#include "core/exposure.hpp"

#include "core/measure.hpp"
#include "core/values.hpp"

#include <algorithm>
#include <cmath>

namespace relctl::core {
namespace {

/// From when on a read-back counts: before a step was done again in its phase, it says nothing of
/// where traffic is now.
Instant counted_since(const State& state, const StepAddress& address) {
  const PhaseState* phase = observed_phase(state, address.track);
  const StepState* step = find_step(state, address);
  const bool is_done_again = phase != nullptr && phase->id == address.phase && step != nullptr &&
                             step->started_position > phase->started_position;
  return is_done_again ? std::max(step->started_at, step->ended_at) : Instant{};
}

} // namespace

std::vector<Exposure> exposures_in(const plan::Plan& plan, const State& state,
                                   const plan::Phase& phase, const Window& window) {
  const auto wanted = share_in(plan, state, phase);
  std::vector<Exposure> exposures;
  for (const StepAt& at : exposing_steps(plan, phase))
    if (const Window::Series& reads = window.series(k_exposure_metric, at.address.step);
        !reads.empty() && reads.times().back() >= counted_since(state, at.address))
      exposures.push_back({at.address.step, wanted, reads.reading(reads.size() - 1)});
  return exposures;
}

bool is_elsewhere(const Exposure& exposure) {
  constexpr double k_same_share = 0.005;
  return exposure.wanted && exposure.read_back.value &&
         std::abs(*exposure.read_back.value - *exposure.wanted) > k_same_share;
}

} // namespace relctl::core
