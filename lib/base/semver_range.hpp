// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/semver.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl {

/// Which versions fit: `>=2.3.0 <3.0.0`. Comparators beside each other must all hold; `||` parts
/// alternatives, one of which must. `^1.4.0` is up to the next version that may break (2.0.0; below
/// 1.0.0 the next minor), `~1.4.0` up to the next minor, a version alone is that version, `*` any.
struct SemVerRange {
  enum class Order { less, at_most, equal, at_least, more };
  struct Comparator {
    Order order = Order::equal;
    SemVer version;
  };
  std::string text;                                  ///< As written.
  std::vector<std::vector<Comparator>> alternatives; ///< An alternative without any fits all.
};

/// Refuses an empty text and whatever is no comparator, naming it and an example.
[[nodiscard]] Result<SemVerRange> parse_semver_range(std::string_view text);

/// A pre-release fits only where a comparator of the alternative names a pre-release of the same
/// version: 3.0.0-rc.1 is not what `<3.0.0` means.
[[nodiscard]] bool fits(const SemVerRange& range, const SemVer& version);

/// Whether no version at all fits, as of `>=2.0.0 <1.0.0`.
[[nodiscard]] bool is_empty(const SemVerRange& range);

} // namespace relctl
