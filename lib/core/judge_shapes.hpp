// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge_points.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// Where a threshold stands at one grid point, given the points before it.
struct Progress {
  Status status = Status::pass;
  std::optional<std::size_t> unknown; ///< Index of the point that leaves it unknown.
  std::optional<std::size_t> since;   ///< Index of the first point of the run.
  std::string detail;                 ///< Numbers of the shape itself, for a person; may be empty.
};

/// How far the threshold's shape is complete at point `i`. A good reading takes a run back, an
/// unknown or missing one leaves it unknown where it could decide; neighbours in a span may be two
/// grid steps apart.
[[nodiscard]] Progress progress_at(const plan::Metric& metric, const plan::Threshold& threshold,
                                   const std::vector<Point>& points, std::size_t i);

/// The share of errors in a reading of a share of errors, or of a share of successes.
[[nodiscard]] double error_share(const plan::Threshold& threshold, double value);

/// progress_at() of a burn rate and of a trend.
[[nodiscard]] Progress burn_progress(const plan::BurnRate& shape, const plan::Metric& metric,
                                     const plan::Threshold& threshold,
                                     const std::vector<Point>& points, std::size_t i);
[[nodiscard]] Progress trend_progress(const plan::Trend& shape, const plan::Metric& metric,
                                      const plan::Threshold& threshold,
                                      const std::vector<Point>& points, std::size_t i);

} // namespace relctl::core
