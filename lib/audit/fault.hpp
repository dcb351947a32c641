// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <string>

namespace relctl::audit {

/// Why the database refused, as far as the way on differs.
enum class Fault {
  none,
  busy,           ///< Another process kept the write lock for the whole timeout.
  full,           ///< No space on the device.
  read_only,      ///< The file or its file system cannot be written.
  cannot_open,    ///< The file, its -wal or its -shm cannot be opened.
  corrupt,        ///< A page does not make sense.
  not_a_database, ///< The file is not SQLite at all.
  io,             ///< The operating system failed; the state on disk is unknown.
  other,
};

/// `code` is a result code of https://www.sqlite.org/rescode.html, primary or extended.
[[nodiscard]] Fault fault_of(int code);

/// The line for a person: what happened to the log at `path` and what to do next. Everything that
/// keeps the log from being written is `unwritable`, a fault of relctl's own statements `failed`.
[[nodiscard]] Error explain(int code, const std::string& path);

} // namespace relctl::audit
