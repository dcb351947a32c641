// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>

namespace relctl::cli {

/// The only line of a file, such as a key.
[[nodiscard]] Result<std::string> read_line_of(const std::string& path);

/// The same of a private key: refused where others than its owner may read the file.
[[nodiscard]] Result<std::string> read_private_line_of(const std::string& path);

/// A signed note, at most 64 KiB.
[[nodiscard]] Result<std::string> read_note(const std::string& path);

} // namespace relctl::cli
