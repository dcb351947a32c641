// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "reader/lock_file.hpp"

#include <string>
#include <vector>

namespace relctl::reader {

/// The packages in a ZIP file, wheels and source archives (`.whl`, `.tar.gz`, `.zip`), with their
/// digests. Refuses a file that is no ZIP, one with none of them, and one that cannot be unpacked;
/// nothing is written to disk.
[[nodiscard]] Result<std::vector<BundledFile>> read_bundle(const std::string& path);

} // namespace relctl::reader
