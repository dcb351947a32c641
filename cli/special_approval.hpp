// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <optional>
#include <string>

namespace relctl::cli {

/// The sign-off of the start in a role that asks for one: the role given, else the only one that is
/// missing. Refuses a person who has signed in another role already, and one outside the role.
[[nodiscard]] Result<core::ApprovalGiven> signoff_of(const Session& session, const plan::Plan& plan,
                                                     const core::State& state,
                                                     core::ApprovalGiven approval);

/// The special approval that opens the change windows, until `until` or else until they open by
/// themselves. Refuses it where the plan has none.
[[nodiscard]] Result<core::ApprovalGiven>
window_approval_of(const Session& session, const plan::Plan& plan, core::ApprovalGiven approval,
                   std::optional<Instant> until, Instant now);

/// `scope/NAME`: what of an approval's subject names a part that was taken back.
inline constexpr const char* k_scope_approval = "scope/";

/// That the rest of the release goes on without a part that was taken back: given by the plan's
/// first role, its owner, as a waiver is. Refused where the part still stands.
[[nodiscard]] Result<core::ApprovalGiven> scope_approval_of(const Session& session,
                                                            const plan::Plan& plan,
                                                            const core::State& state,
                                                            core::ApprovalGiven approval);

} // namespace relctl::cli
