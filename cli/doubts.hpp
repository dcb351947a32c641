// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>

namespace relctl::cli {

/// Tells on standard error of releases that are over while nobody knows how a step of their way
/// back ended; of all plans where `plan` is empty. What cannot be read is no reason to stop.
void warn_of_doubts(Session& session, ports::AuditLog& log, const std::string& plan);

} // namespace relctl::cli
