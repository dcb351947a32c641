// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/rollback_request.hpp"
#include "cli/session.hpp"

#include <memory>

namespace relctl::cli {

/// The lock of the release from whoever holds it on this host: TERM, then KILL after the grace.
/// What that process left running is on the lock's record and ends before the next step. `locked`
/// when the holder is on another host, or cannot be told for sure; and without --resume when it has
/// come since the way back was asked for: it is at that itself, and is left to it.
[[nodiscard]] Result<std::unique_ptr<ports::Lock>> take_over(Session& session, ports::AuditLog& log,
                                                             const engine::ReleaseView& view,
                                                             const RollbackRequest& request);

} // namespace relctl::cli
