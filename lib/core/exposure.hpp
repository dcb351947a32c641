// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// Where a step of the phase was found last to have put the traffic, beside where it is to be.
struct Exposure {
  std::string step;
  std::optional<double> wanted;
  Reading read_back; ///< The newest; of a share, or the cause why there is none.
};

/// Of each step of the phase whose share has been read back since the step was done last.
[[nodiscard]] std::vector<Exposure> exposures_in(const plan::Plan& plan, const State& state,
                                                 const plan::Phase& phase, const Window& window);

/// Traffic was moved by hand. A HAProxy weight is a whole number of 256, so that half a percent
/// point is no difference.
[[nodiscard]] bool is_elsewhere(const Exposure& exposure);

} // namespace relctl::core
