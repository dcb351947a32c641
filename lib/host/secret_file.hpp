// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>

namespace relctl::host {

/// The content of a small regular file without the line break at its end. Refuses pipes and devices
/// (they could block), an empty file, one over 64 KiB and one with a line break or a NUL inside.
[[nodiscard]] Result<std::string> read_secret_file(const std::string& path);

} // namespace relctl::host
