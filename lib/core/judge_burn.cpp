// SPDX-License-Identifier: Apache-2.0
#include "core/judge_shapes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

/// How fast the budget burned over a window: at least, and at most, since unknown readings may have
/// been without any error or full of them.
struct Burn {
  double least = 0.0;
  double most = 0.0;
  std::optional<std::size_t> unknown; ///< Index of the newest unknown reading.
};

/// Mean share of errors over the grid points of the window, divided by the error budget. What lies
/// before the phase counts as without errors: the phase has not spent it.
Burn burn_over(const plan::BurnRate& shape, Duration window, const plan::Metric& metric,
               const plan::Threshold& threshold, const std::vector<Point>& points, std::size_t i) {
  const std::int64_t size = std::max<std::int64_t>(1, window.ms / metric.every.ms);
  double errors = 0.0;
  int unknown = 0;
  Burn burn;
  for (std::size_t back = 0; back < static_cast<std::size_t>(size) && back <= i; ++back) {
    const Point& point = points[i - back];
    if (point.side == Side::good || point.side == Side::beyond) {
      errors += error_share(threshold, *point.value);
    } else {
      ++unknown;
      burn.unknown = burn.unknown.value_or(i - back);
    }
  }
  const double budget = static_cast<double>(size) * (1.0 - shape.objective);
  burn.least = errors / budget;
  burn.most = (errors + unknown) / budget;
  return burn;
}

} // namespace

double error_share(const plan::Threshold& threshold, double value) {
  const bool is_of_errors = !threshold.breach || is_upper(threshold.breach->comparison);
  return std::clamp(is_of_errors ? value : 1.0 - value, 0.0, 1.0);
}

// The multiwindow, multi-burn-rate alert of The Site Reliability Workbook, chapter 5, alerting 6:
// the long window says that it matters, the short one that it still goes on.
Progress burn_progress(const plan::BurnRate& shape, const plan::Metric& metric,
                       const plan::Threshold& threshold, const std::vector<Point>& points,
                       std::size_t i) {
  const Burn fast = burn_over(shape, shape.short_window, metric, threshold, points, i);
  const Burn slow = burn_over(shape, shape.long_window, metric, threshold, points, i);
  Progress progress;
  progress.detail = fmt::format("burn rate {:.3g} over {} and {:.3g} over {}, breach is > {:g}",
                                fast.least, format_duration(shape.short_window), slow.least,
                                format_duration(shape.long_window), shape.factor);
  const std::int64_t reach = std::max<std::int64_t>(1, shape.short_window.ms / metric.every.ms);
  progress.since = i + 1 - std::min(i + 1, static_cast<std::size_t>(reach));
  if (std::min(fast.least, slow.least) > shape.factor) {
    progress.status = Status::breach;
  } else if (std::min(fast.most, slow.most) > shape.factor) {
    progress.status = Status::unknown;
    progress.unknown = fast.unknown ? fast.unknown : slow.unknown;
  } else if (points[i].side == Side::beyond) {
    progress.status = Status::pending;
    progress.since = i;
  }
  return progress;
}

} // namespace relctl::core
