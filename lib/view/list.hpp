// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/summary.hpp"
#include "view/style.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

/// One release, from its summary alone.
struct ListRow {
  std::string release;
  std::optional<core::Summary> summary; ///< None where it cannot be read.
};

/// The stage of a release that cannot be read.
inline constexpr const char* k_unreadable = "unreadable";

/// The greatest share of traffic, where the summary can tell: not after a rollback, whose end of
/// the traffic only the plan's steps know.
[[nodiscard]] std::optional<double> known_share(const core::Summary& summary);

/// A row a release: release, from, version, stage, phase, traffic, verdict, updated. On a terminal
/// `updated` is an age, otherwise a time.
[[nodiscard]] std::string list_text(const std::vector<ListRow>& rows, Instant now,
                                    const Style& style);

} // namespace relctl::view
