// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <memory>
#include <string>

namespace relctl::cli {

/// The lock of a release from whoever holds it on this host: TERM, then KILL after the grace. What
/// that process left running is on the lock's record and ends before the next step. `locked` when
/// the holder is on another host, or cannot be told for sure.
[[nodiscard]] Result<std::unique_ptr<ports::Lock>>
take_over(Session& session, ports::AuditLog& log, const std::string& release, Duration grace);

} // namespace relctl::cli
