// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl::plan {

/// Which side of a number is good.
enum class GoodSide { unclear, low, high };

/// Which side is good, by the words of the name: `error_rate` is good when low. Words of both
/// sides, and words that turn a name round (`error_budget_left`), leave it unclear.
[[nodiscard]] GoodSide good_side(const std::string& name);

/// Whether the name speaks of a share of all events (`error_rate`, `success`), which lies from 0%
/// to 100% and, in a service that works, near one end.
[[nodiscard]] bool is_share_of_events(const std::string& name);

} // namespace relctl::plan
