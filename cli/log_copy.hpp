// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/audit_log.hpp"

#include <memory>
#include <string>

namespace relctl::cli {

/// The release and the ledger as they are now, in memory, for a dry run. Times and actors are kept,
/// positions are counted anew.
[[nodiscard]] Result<std::unique_ptr<ports::AuditLog>> copy_in_memory(ports::AuditLog& log,
                                                                      const std::string& release);

} // namespace relctl::cli
