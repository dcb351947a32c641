// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace relctl {

/// What kind of operating error happened. The kind picks the exit code and the way on; the message
/// is for a person.
enum class ErrorKind {
  failed,     ///< I/O, database, network or anything unexpected.
  usage,      ///< Wrong flags, or a file that cannot be read.
  refused,    ///< A rule says no: no-go, a refused or unknown version, an expectation that does not
              ///< match.
  not_found,  ///< The thing asked for does not exist.
  conflict,   ///< The log moved between read and append; read again and decide again.
  locked,     ///< Another relctl holds the release.
  unwritable, ///< The audit log cannot be written: full, read-only or corrupt.
};

/// One sentence naming the object, the value and the remedy. Never another library's what().
struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string message;

  /// The same error with `prefix: ` before its message; each module adds at most one.
  [[nodiscard]] Error under(const std::string& prefix) const {
    return {kind, prefix + ": " + message};
  }
};

} // namespace relctl
