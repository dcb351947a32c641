// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/database.hpp"
#include "audit/sqlite_log.hpp"

#include <memory>
#include <string>

namespace relctl::audit {

/// Opens and checks the database at `path`. For writing: WAL and synchronous=FULL, read back. For
/// reading: no statement that writes; where SQLite cannot make its -shm, the file is read as it
/// lies, provided that nothing is left in a -wal.
[[nodiscard]] Result<std::unique_ptr<Database>> connect(const std::string& path, OpenMode mode,
                                                        int busy_timeout_ms);

} // namespace relctl::audit
