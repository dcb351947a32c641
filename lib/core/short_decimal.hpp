// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl::core {

/// Appends a number that has at most 15 digits, none of them beyond the 15th decimal, as JSON has
/// it: `0.025`, `3.0`. It is the shortest text that reads back as `number`, since two decimals of
/// at most 15 digits are never the same double. False, with nothing appended, for any other: what
/// is measured is mostly short, and the general way costs five times as much.
[[nodiscard]] bool append_short_decimal(std::string& out, double number);

} // namespace relctl::core
