// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"

namespace relctl::core {

/// The phase, or the observation without a release, is observed anew from that event on: what was
/// seen, decided and asked of it so far does not count.
void observe_anew(State& state, PhaseState& phase, const Recorded& recorded);

/// What a way back that is settled left is observed from that event on; `clock` is how the clock
/// stands then.
void watch_rollback(State& state, const Recorded& recorded, const std::optional<Clock>& clock);

} // namespace relctl::core
