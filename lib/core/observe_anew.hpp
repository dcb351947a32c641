// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"

namespace relctl::core {

/// The phase is observed anew from that event on: what was seen, decided and asked of it so far
/// does not count.
void observe_anew(State& state, PhaseState& phase, const Recorded& recorded);

} // namespace relctl::core
