// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/rollback_request.hpp"

#include <string>

namespace relctl::cli {

/// Whether a rollback that is asked for now may go to that version. Refused while a newer release
/// of the plan is exposed, and, unless that was said to be fine, for a version that was rolled back
/// itself: of the release's own stable version only when that happened since it was opened.
[[nodiscard]] Result<void> check_target(Session& session, ports::AuditLog& log,
                                        const engine::ReleaseView& view,
                                        const RollbackRequest& request, const std::string& to);

} // namespace relctl::cli
