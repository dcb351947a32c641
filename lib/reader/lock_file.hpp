// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::reader {

/// One requirement of a lock file with the digests of the files that may stand for it.
struct LockedRequirement {
  std::string name; ///< As written, `requests==2.31.0`.
  std::set<std::string> sha256;
};

/// Reads a requirements file with hashes (https://pip.pypa.io/en/stable/topics/secure-installs/):
/// `name==version --hash=sha256:HEX …`, continued with a backslash at the end of a line. Comments,
/// and options that stand alone, are passed over.
[[nodiscard]] std::vector<LockedRequirement> read_lock(std::string_view text);

/// A file of an offline bundle.
struct BundledFile {
  std::string name;
  std::string sha256;
};

/// What is not consistent between a bundle and its lock file: a file that the lock does not have, a
/// requirement without a hash, one that no file stands for. One sentence each.
[[nodiscard]] std::vector<std::string> lock_objections(const std::vector<BundledFile>& files,
                                                       const std::vector<LockedRequirement>& lock);

} // namespace relctl::reader
