// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_line.hpp"
#include "ports/audit_log.hpp"

#include <optional>
#include <string>

namespace relctl::cli {

/// Why the line is of another log: what it continues is not in this one. None where it is, or the
/// line does not say what it continues.
[[nodiscard]] Result<std::optional<std::string>> other_log(ports::AuditLog& log,
                                                           const core::EventLine& line);

/// Whether the log acted on the release, or closed it, after the place that the line continues it
/// from. Readings, verdicts, notes and messages do not count. A line that does not say its place
/// was written without any log: then the time decides.
[[nodiscard]] bool has_moved_on(const ports::Record& record, const core::EventLine& line);

} // namespace relctl::cli
