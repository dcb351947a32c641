// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/database.hpp"
#include "ports/audit_log.hpp"

#include <vector>

namespace relctl::audit {

/// Appends all records of `request` in one transaction that takes the write lock before it reads
/// the versions. An empty `request.release` or `ledger` means that only the ledger is at stake.
[[nodiscard]] Result<std::vector<ports::Record>> append_events(Database& database,
                                                               const ports::AppendRequest& request);

} // namespace relctl::audit
