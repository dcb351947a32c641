// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/advance_request.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// Takes the release as far as the request says; `command` is advance or run.
ExitCode advance_release(Session& session, const std::string& command,
                         const AdvanceRequest& request);

/// The codes that it may end with.
[[nodiscard]] std::vector<ExitCode> exits_of_advance();

} // namespace relctl::cli
