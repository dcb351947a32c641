// SPDX-License-Identifier: Apache-2.0
#include "core/judge_points.hpp"

#include <cmath>

namespace relctl::core {
namespace {

using plan::Cause;

Point judged_point(const plan::Metric& metric, const plan::Threshold& threshold,
                   const Reading& reading, const PinnedBaseline& pinned) {
  Point point{
      reading.at, Side::unknown, reading.cause, &reading, {}, baseline_of(metric, reading, pinned)};
  if (!reading.value || !std::isfinite(*reading.value)) {
    point.cause = reading.cause.value_or(Cause::nan);
    return point;
  }
  if (!threshold.breach) {
    point.side = Side::good;
    return point;
  }
  const plan::LimitValue limit = limit_of(metric, *threshold.breach, reading, pinned);
  if (!limit.value) {
    point.cause = Cause::baseline;
    return point;
  }
  point.limit = limit.value;
  point.side = plan::holds(threshold.breach->comparison, *reading.value, *limit.value)
                   ? Side::beyond
                   : Side::good;
  return point;
}

} // namespace

plan::LimitValue limit_of(const plan::Metric& metric, const plan::Limit& limit,
                          const Reading& reading, const PinnedBaseline& pinned) {
  return plan::evaluate(limit.right, [&](const std::string& operand) -> std::optional<double> {
    if (operand == "baseline")
      return baseline_of(metric, reading, pinned);
    const auto found = reading.references.find(operand);
    return found == reading.references.end() ? std::nullopt : std::optional(found->second);
  });
}

PinnedBaseline pinned_baseline(const plan::Metric& metric, const std::string& series,
                               const std::map<std::string, BaselinePinned>& pinned) {
  const auto found = pinned.find(series_key(metric.id, series));
  if (found == pinned.end())
    return {};
  const BaselinePinned& pin = found->second;
  return {pin.value, pin.recorded, pin.measured_at};
}

std::optional<double> baseline_of(const plan::Metric& metric, const Reading& reading,
                                  const PinnedBaseline& pinned) {
  if (metric.baseline && metric.baseline->fixed)
    return metric.baseline->fixed->value;
  if (metric.baseline && !metric.baseline->recorded.empty())
    return pinned.value;
  if (reading.baseline)
    return reading.baseline;
  const bool stable_is_idle =
      reading.baseline_unknown == Cause::nodata || reading.baseline_unknown == Cause::nan;
  return stable_is_idle ? pinned.value : std::nullopt;
}

std::vector<Point> points_of(const plan::Metric& metric, const plan::Threshold& threshold,
                             const Window::Series& readings, const Observation& observation,
                             const PinnedBaseline& pinned) {
  const Grid grid = grid_of(metric, observation);
  std::vector<Point> points;
  if (grid.first <= grid.newest)
    points.reserve(static_cast<std::size_t>((grid.newest - grid.first).ms / metric.every.ms) + 1);
  // A source slower than the grid is asked for a point only when its answer to an earlier one is
  // in: how that ended says more than that nothing came.
  Cause missing = Cause::nodata;
  auto found = readings.lower_bound(grid.first);
  for (Instant at = grid.first; at <= grid.newest; at = at + metric.every) {
    while (found != readings.end() && found->first < at)
      ++found;
    if (found != readings.end() && found->first == at) {
      points.push_back(judged_point(metric, threshold, found->second, pinned));
      missing = found->second.is_unanswered() ? *found->second.cause : Cause::nodata;
    } else if (at < grid.newest) {
      points.push_back({at, Side::missing, missing, nullptr, {}, {}});
    }
  }
  return points;
}

bool is_target_met(const plan::Metric& metric, const plan::Threshold& threshold,
                   const Point& newest, const PinnedBaseline& pinned) {
  if (!threshold.target)
    return true;
  if (newest.reading == nullptr || !newest.reading->value)
    return false;
  const plan::LimitValue target = limit_of(metric, *threshold.target, *newest.reading, pinned);
  return target.value &&
         plan::holds(threshold.target->comparison, *newest.reading->value, *target.value);
}

} // namespace relctl::core
