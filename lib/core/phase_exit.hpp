// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide_parts.hpp"

namespace relctl::core {

/// What a gate's promote or hold leads to: the verdict on record, the phase passed; or the hold
/// escalated when it has lasted too long.
void leave_or_hold(const Situation& situation, const PhaseState& current, const plan::Phase& phase,
                   GateResult gate, Decision& decision);

/// Enters the phase if the mandate, a pause and a freeze let it; only entry is blocked by them.
[[nodiscard]] Decision try_enter(const Situation& situation, const plan::Phase& phase);

/// The reasons why no phase may be entered now: paused, frozen, a part taken back.
[[nodiscard]] std::vector<Reason> entry_reasons(const Situation& situation);

} // namespace relctl::core
