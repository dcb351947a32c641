// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relctl {

/// A version after https://semver.org/spec/v2.0.0.html. A leading `v` is allowed when read and kept
/// out of comparisons: v1.4.0 and 1.4.0 are the same version.
struct SemVer {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::vector<std::string> prerelease;
  std::string build;
};

/// Refuses anything that is not SemVer 2.0.0 with an optional `v`, naming the text and an example.
[[nodiscard]] Result<SemVer> parse_semver(std::string_view text);

/// The form under which versions are stored and compared: without `v`, with prerelease and build.
[[nodiscard]] std::string format_semver(const SemVer& version);

/// parse_semver and format_semver in one: `v1.4.0` gives `1.4.0`.
[[nodiscard]] Result<std::string> canonical_version(std::string_view text);

/// Precedence after section 11 of the specification: negative, zero or positive; build is ignored.
[[nodiscard]] int compare(const SemVer& a, const SemVer& b);

} // namespace relctl
