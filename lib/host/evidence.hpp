// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace relctl::host {

/// A file as it was when it was looked at.
struct Evidence {
  std::string sha256; ///< Of its bytes, hexadecimal.
  std::int64_t size = 0;
  std::string path;         ///< Absolute: of the copy, or of the file itself without one.
  bool was_changed = false; ///< An earlier copy had other bytes and was written anew.
};

/// The largest file that is taken as evidence.
inline constexpr std::int64_t k_max_evidence_bytes = 256LL * 1024 * 1024;

/// Copies the file into `folder` (made where missing, 0700) under its digest, mode 0600, written
/// through to the disk; the same bytes are kept once, and a copy that was changed is replaced.
/// Refuses what is no regular file, cannot be read or is too large.
[[nodiscard]] Result<Evidence> keep_evidence(const std::string& path, const std::string& folder);

/// Only looks at the file.
[[nodiscard]] Result<Evidence> look_at_evidence(const std::string& path);

} // namespace relctl::host
