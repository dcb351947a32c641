// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace relctl::test {

/// A file of this folder, as it is kept in the repository.
inline std::filesystem::path golden_file(const std::string& name) {
  return std::filesystem::path(RELCTL_SOURCE_DIR) / "tests" / "golden" / name;
}

} // namespace relctl::test
