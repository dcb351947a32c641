// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide_parts.hpp"

namespace relctl::core {

/// What a gate's promote or hold leads to: the verdict on record, the phase passed; or the hold
/// escalated when it has lasted too long.
void leave_or_hold(const Situation& situation, const PhaseState& current, const plan::Phase& phase,
                   GateResult gate, Decision& decision);

/// Enters the phase if the mandate and entry_blocks() let it.
[[nodiscard]] Decision try_enter(const Situation& situation, const plan::Phase& phase);

} // namespace relctl::core
