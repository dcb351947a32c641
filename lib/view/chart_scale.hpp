// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/chart.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// A mark on an axis.
struct Tick {
  double at = 0.0; ///< In the axis' own unit; milliseconds since 1970 for time.
  std::string text;
};

/// The least and the greatest number to be shown; from zero unless the numbers lie close together
/// far from it. Never empty: a single number gets room on both sides.
struct Range {
  double low = 0.0;
  double high = 1.0;
};
[[nodiscard]] Range range_of(const Chart& chart);

/// At most six round values within the range.
[[nodiscard]] std::vector<Tick> value_ticks(const Range& range, Dimension dimension);

/// At most eight round times in UTC: `01:51:30`, `01:51`, or with the day where the span is longer
/// than one.
[[nodiscard]] std::vector<Tick> time_ticks(Instant from, Instant to);

} // namespace relctl::view
