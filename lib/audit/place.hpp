// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/sqlite_log.hpp"
#include "base/result.hpp"

#include <string>

namespace relctl::audit {

/// Where the log's file lies, after the folder and the file were found safe.
struct Place {
  std::string path;     ///< Absolute; no component of it is a symbolic link.
  bool network = false; ///< NFS, SMB and the like, where neither locks nor shared memory hold.
};

/// Resolves `path` and refuses what sqlite_log.hpp says; makes an empty file of mode 0600 where
/// read_write finds none. Never opens an existing file: closing it would drop the POSIX locks that
/// another connection of this process holds on it.
[[nodiscard]] Result<Place> find_place(const std::string& path, OpenMode mode);

/// True for the f_type of statfs(2) of a file system that other hosts can write at the same time.
[[nodiscard]] bool is_network_file_system(long f_type);

/// No -wal beside `path`, or an empty one: the file alone is the whole log.
[[nodiscard]] bool is_checkpointed(const std::string& path);

} // namespace relctl::audit
