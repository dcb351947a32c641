// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// The track takes no part any more: it was taken back, or has not begun and comes after one that
/// takes none.
[[nodiscard]] bool is_out(const plan::Plan& plan, const State& state, const std::string& track);

/// Every track is out: the release can neither go on nor be complete.
[[nodiscard]] bool is_nothing_left(const plan::Plan& plan, const State& state);

/// What the tracks enter next, in the plan's order, given that their current phases pass: no phase
/// of a track that is through, is out, or waits for another.
[[nodiscard]] std::vector<const plan::Phase*> next_phases(const plan::Plan& plan,
                                                          const State& state);

} // namespace relctl::core
