// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

namespace relctl::cli {

/// `rollback --drill`: runs the steps of the way back that the plan has for a drill, and records
/// how long it took. No version changes by it. Refused while something is exposed and not complete.
ExitCode drill(Session& session, const Arguments& arguments);

} // namespace relctl::cli
