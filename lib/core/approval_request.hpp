// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/statement.hpp"

#include <optional>
#include <string>

namespace relctl::core {

/// The current phase; with several tracks the only one that asks for an approval.
[[nodiscard]] Result<const plan::Phase*> current_phase_to_approve(const plan::Plan& plan,
                                                                  const State& state);

/// The approval that a person gives of a phase by its name, of `start`, `window`, `rollback/STEP`
/// or `scope/NAME`, with the only role that it can be in where none is given; a phase's comes with
/// its role. `until` is of `window`; without it the windows close again by themselves. Refuses what
/// is not asked for, or not yet.
[[nodiscard]] Result<ApprovalGiven> approval_of(const plan::Plan& plan, const State& state,
                                                ApprovalGiven approval,
                                                std::optional<Instant> until, Instant now);

/// Puts it on record. Refuses a person who has signed in another role already.
[[nodiscard]] Result<Statement> give_approval(const State& state, const ApprovalGiven& approval,
                                              Instant now);

} // namespace relctl::core
