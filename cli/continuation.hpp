// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_line.hpp"
#include "ports/audit_log.hpp"

namespace relctl::cli {

/// Whether the log acted on the release, or closed it, after the place that the line continues it
/// from. Readings, verdicts, notes and messages do not count. A line that does not say its place
/// was written without any log: then the time decides.
[[nodiscard]] bool has_moved_on(const ports::Record& record, const core::EventLine& line);

} // namespace relctl::cli
