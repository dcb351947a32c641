// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/audit_log.hpp"

#include <memory>
#include <string>

namespace relctl::audit {

enum class OpenMode {
  read_only,  ///< Issues no writing pragma, works on a read-only file system; not_found when there
              ///< is no file.
  read_write, ///< Creates file and schema when missing, mode 0600.
};

/// Opens the log at `path`. Refuses a symbolic link, a file that is not a relctl log, one of a
/// newer format, a group- or world-writable folder without sticky bit, and a folder that is not
/// there.
/// `busy_timeout_ms` is how long a statement waits for another process that writes.
[[nodiscard]] Result<std::unique_ptr<ports::AuditLog>>
open_log(const std::string& path, OpenMode mode, int busy_timeout_ms = 4000);

/// The same log, in memory and with a lock that is always free: rehearsal, tests, and a rollback
/// whose log cannot be written.
[[nodiscard]] std::unique_ptr<ports::AuditLog> open_memory_log();

} // namespace relctl::audit
