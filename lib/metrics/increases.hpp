// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/series.hpp"

#include <string_view>
#include <vector>

namespace relctl::metrics {

/// How much one counter grew.
struct Increase {
  Series series;
  double by = 0;
};

/// The growth of every counter over successive scrapes, oldest first; one increase for each series
/// seen. A counter that fell was reset and counts from zero. Series that differ in the label
/// `together` alone (a histogram's `le`) are reset together, for a bucket that stands still across
/// a restart hides it. A series that appears after the first scrape counts from zero: clients
/// create a counter at its first use. One that is missing from a scrape goes on from its last
/// value. Numbers must be finite.
[[nodiscard]] std::vector<Increase> increases(const std::vector<std::vector<Sample>>& scrapes,
                                              std::string_view together = {});

} // namespace relctl::metrics
