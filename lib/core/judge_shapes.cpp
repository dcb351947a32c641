// SPDX-License-Identifier: Apache-2.0
#include "core/judge_shapes.hpp"

namespace relctl::core {
namespace {

Progress plain(const std::vector<Point>& points, std::size_t i) {
  return points[i].side == Side::beyond ? Progress{Status::breach, {}, i, {}} : Progress{};
}

/// Walks back from `i` over the span: all beyond and long enough is a breach, a good reading inside
/// makes it pending, an unknown inside makes it unknown.
Progress sustained(const std::vector<Point>& points, std::size_t i, Duration span, Duration every) {
  if (points[i].side != Side::beyond)
    return {};
  std::size_t oldest = i;
  for (std::size_t k = i; points[i].at - points[oldest].at < span && k > 0;) {
    --k;
    if (points[k].side == Side::good)
      return {Status::pending, {}, oldest, {}};
    if (points[k].side == Side::missing && points[oldest].at - points[k].at <= every)
      continue; // One missing point still leaves neighbours 2 * every apart.
    if (points[k].side != Side::beyond)
      return {Status::unknown, k, oldest, {}};
    oldest = k;
  }
  const bool is_complete = points[i].at - points[oldest].at >= span;
  return {is_complete ? Status::breach : Status::pending, {}, oldest, {}};
}

Progress counted(const std::vector<Point>& points, std::size_t i, int count, int of) {
  int beyond = 0;
  int unsure = 0;
  std::optional<std::size_t> first;
  std::optional<std::size_t> unknown; // The newest.
  for (std::size_t back = 0; back < static_cast<std::size_t>(of) && back <= i; ++back) {
    const Point& point = points[i - back];
    if (point.side == Side::beyond) {
      ++beyond;
      first = i - back;
    } else if (point.side != Side::good) {
      ++unsure;
      unknown = unknown.value_or(i - back);
    }
  }
  if (beyond >= count)
    return {Status::breach, {}, first, {}};
  if (beyond > 0 && beyond + unsure >= count)
    return {Status::unknown, unknown, first, {}};
  return {points[i].side == Side::beyond ? Status::pending : Status::pass, {}, first, {}};
}

} // namespace

Progress progress_at(const plan::Metric& metric, const plan::Threshold& threshold,
                     const std::vector<Point>& points, std::size_t i) {
  const plan::Shape& shape = threshold.shape;
  if (const auto* span = std::get_if<plan::Sustained>(&shape))
    return sustained(points, i, span->span, metric.every);
  if (const auto* run = std::get_if<plan::Consecutive>(&shape))
    return counted(points, i, run->count, run->count);
  if (const auto* some = std::get_if<plan::CountOf>(&shape))
    return counted(points, i, some->count, some->of);
  if (const auto* burn = std::get_if<plan::BurnRate>(&shape))
    return burn_progress(*burn, metric, threshold, points, i);
  if (const auto* trend = std::get_if<plan::Trend>(&shape))
    return trend_progress(*trend, metric, threshold, points, i);
  return plain(points, i);
}

} // namespace relctl::core
