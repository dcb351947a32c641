// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// Decides a release of the log anew with changes of its plan, and says what would have been
/// different. Records nothing.
ExitCode explain_what_if(Session& session, const std::vector<std::string>& changes);

} // namespace relctl::cli
