// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/rollback_request.hpp"

#include <string>

namespace relctl::cli {

/// Takes the release back; `command` is rollback or abort. Needs neither the plan's file nor a
/// source, and no log that can be written.
ExitCode go_back(Session& session, const std::string& command, const RollbackRequest& request);

} // namespace relctl::cli
