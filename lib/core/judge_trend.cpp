// SPDX-License-Identifier: Apache-2.0
#include "core/judge_shapes.hpp"

namespace relctl::core {
namespace {

/// Whether `now` is worse than `before` on the side where the breach lies.
bool is_worse(const plan::Threshold& threshold, double now, double before) {
  const bool above = !threshold.breach || is_upper(threshold.breach->comparison);
  return above ? now > before : now < before;
}

} // namespace

// Walks back from `i` as `for` does, but what ends the run is a reading that was better than the
// one before it. The readings on the way need not be beyond the limit: what grows into it counts.
Progress trend_progress(const plan::Trend& shape, const plan::Metric& metric,
                        const plan::Threshold& threshold, const std::vector<Point>& points,
                        std::size_t i) {
  if (points[i].side != Side::beyond)
    return {};
  std::size_t oldest = i;
  for (std::size_t k = i; points[i].at - points[oldest].at < shape.span && k > 0;) {
    --k;
    if (points[k].side == Side::missing && points[oldest].at - points[k].at <= metric.every)
      continue; // One missing point still leaves neighbours 2 * every apart.
    if (points[k].side != Side::beyond && points[k].side != Side::good)
      return {Status::unknown, k, oldest, {}};
    if (is_worse(threshold, *points[k].value, *points[oldest].value))
      return {Status::pending, {}, oldest, {}};
    oldest = k;
  }
  const bool is_long_enough = points[i].at - points[oldest].at >= shape.span;
  const bool got_worse = is_worse(threshold, *points[i].value, *points[oldest].value);
  return {is_long_enough && got_worse ? Status::breach : Status::pending, {}, oldest, {}};
}

} // namespace relctl::core
