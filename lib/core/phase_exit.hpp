// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide_parts.hpp"

#include <optional>

namespace relctl::core {

/// What the plan does about a hold that lasts, and when.
struct Escalation {
  Instant at;
  bool rolls_back = false; ///< Else a person is asked.
};

/// Of a hold of the phase for that reason; none where it is the plan's own course, ends with a
/// person's own decision, or may last.
[[nodiscard]] std::optional<Escalation> escalation_of(const plan::Plan& plan,
                                                      const PhaseState& current,
                                                      const plan::Phase& phase,
                                                      const Reason& reason);

/// What a gate's promote or hold leads to: the verdict on record, the phase passed; or the hold
/// escalated when it has lasted too long.
void leave_or_hold(const Situation& situation, const PhaseState& current, const plan::Phase& phase,
                   GateResult gate, Decision& decision);

/// Enters the phase if the mandate and entry_blocks() let it.
[[nodiscard]] Decision try_enter(const Situation& situation, const plan::Phase& phase);

} // namespace relctl::core
