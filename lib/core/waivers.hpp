// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// The waiver that covers a reason's subject now: of the subject itself, or of its threshold or
/// metric for any series (`p95` covers `p95[swap]`). Null without one.
[[nodiscard]] const Waived* waiver_of(const State& state, const std::string& subject, Instant now);

/// Whether a reason of that cause can be waived: doubts about data, missed targets, breaches that
/// do not roll back, and checks. Approvals, incidents, freezes and steps have commands of their
/// own.
[[nodiscard]] bool can_be_waived(plan::Cause cause);

/// Who answers for going on without it: the role that the check asks for, else the plan's first,
/// its owner; empty where anybody may.
[[nodiscard]] std::string role_to_waive(const plan::Plan& plan, const std::string& subject);

/// Reasons that are waived now no longer block, and say by whom, why and until when. A breach that
/// rolls back is left alone.
void apply_waivers(const plan::Plan& plan, const State& state, Instant now,
                   std::vector<Reason>& reasons);

} // namespace relctl::core
