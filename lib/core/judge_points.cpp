// SPDX-License-Identifier: Apache-2.0
#include "core/judge_points.hpp"

#include "core/judge_stretches.hpp"

#include <cmath>

namespace relctl::core {
namespace {

using plan::Cause;

/// The baseline of one of which so much is measured.
std::optional<double> baseline_by(const plan::Metric& metric, const std::optional<double>& live,
                                  const std::optional<Cause>& unknown,
                                  const PinnedBaseline& pinned) {
  if (metric.baseline && metric.baseline->fixed)
    return metric.baseline->fixed->value;
  if (metric.baseline && !metric.baseline->recorded.empty())
    return pinned.value;
  if (live)
    return live;
  const bool stable_is_idle = unknown == Cause::nodata || unknown == Cause::nan;
  return stable_is_idle ? pinned.value : std::nullopt;
}

std::optional<double> baseline_at(const plan::Metric& metric, const Window::Series& readings,
                                  std::size_t place, const PinnedBaseline& pinned) {
  const Reading* whole = readings.whole(place);
  return baseline_by(metric, readings.baseline(place),
                     whole == nullptr ? std::nullopt : whole->baseline_unknown, pinned);
}

/// Null: it has none.
using References = const std::map<std::string, double>*;

plan::LimitValue limit_by(const plan::Limit& limit, const std::optional<double>& baseline,
                          References references) {
  // One reference, so that the function is made without an allocation: this is done for every
  // reading at every turn.
  const struct {
    const std::optional<double>& baseline;
    References references;
  } all{baseline, references};
  return plan::evaluate(limit.right, [&all](const std::string& operand) -> std::optional<double> {
    if (operand == "baseline")
      return all.baseline;
    if (all.references == nullptr)
      return std::nullopt;
    const auto found = all.references->find(operand);
    return found == all.references->end() ? std::nullopt : std::optional(found->second);
  });
}

/// `fixed` is the fixed_limit() of the breach.
Point judged_point(const plan::Metric& metric, const plan::Threshold& threshold,
                   const std::optional<double>& fixed, const Window::Series& readings,
                   std::size_t place, const PinnedBaseline& pinned) {
  const double value = readings.values()[place];
  const Reading* whole = readings.whole(place);
  Point point;
  point.at = readings.times()[place];
  point.side = Side::unknown;
  point.volume = readings.volume(place);
  point.baseline = baseline_at(metric, readings, place, pinned);
  if (whole != nullptr) {
    point.value = whole->value;
    point.cause = whole->cause;
  } else {
    point.value = value;
  }
  if (!std::isfinite(value)) {
    point.cause = point.cause.value_or(Cause::nan);
    return point;
  }
  if (!threshold.breach) {
    point.side = Side::good;
    return point;
  }
  point.limit = fixed ? fixed : limit_of(metric, *threshold.breach, readings, place, pinned).value;
  if (!point.limit) {
    point.cause = Cause::baseline;
    return point;
  }
  point.side =
      plan::holds(threshold.breach->comparison, value, *point.limit) ? Side::beyond : Side::good;
  return point;
}

/// A source slower than the grid is asked for a point only when its answer to an earlier one is in:
/// how that ended says more than that nothing came.
Cause cause_of_missing(const Reading* before) {
  return before != nullptr && before->is_unanswered() ? *before->cause : Cause::nodata;
}

/// Of a point that is missing at `at`, by the newest reading before it that is on the grid.
Cause missing_cause(const Window::Series& readings, const Grid& grid, Duration every, Instant at) {
  for (std::size_t i = readings.place_of(at); i > 0 && readings.times()[i - 1] >= grid.first; --i)
    if ((readings.times()[i - 1] - grid.first).ms % every.ms == 0)
      return cause_of_missing(readings.whole(i - 1));
  return Cause::nodata;
}

void add_points(const plan::Metric& metric, const plan::Threshold& threshold,
                const std::optional<double>& fixed, const Window::Series& readings,
                const Grid& grid, const PinnedBaseline& pinned, const Stretch& stretch,
                std::vector<Point>& points) {
  Cause missing = missing_cause(readings, grid, metric.every, stretch.from);
  std::size_t i = readings.place_of(stretch.from);
  for (Instant at = stretch.from; at <= stretch.to; at = at + metric.every) {
    while (i < readings.size() && readings.times()[i] < at)
      ++i;
    if (i < readings.size() && readings.times()[i] == at) {
      points.push_back(judged_point(metric, threshold, fixed, readings, i, pinned));
      missing = cause_of_missing(readings.whole(i));
    } else if (at < grid.newest) {
      points.push_back({at, Side::missing, missing, {}, {}, {}, {}});
    }
  }
}

} // namespace

std::optional<double> fixed_limit(const std::optional<plan::Limit>& limit) {
  if (!limit || !plan::operands(*limit).empty())
    return std::nullopt;
  const auto none = [](const std::string&) { return std::optional<double>(); };
  return plan::evaluate(limit->right, none).value;
}

plan::LimitValue limit_of(const plan::Metric& metric, const plan::Limit& limit,
                          const Reading& reading, const PinnedBaseline& pinned) {
  return limit_by(limit, baseline_of(metric, reading, pinned), &reading.references);
}

plan::LimitValue limit_of(const plan::Metric& metric, const plan::Limit& limit,
                          const Window::Series& readings, std::size_t place,
                          const PinnedBaseline& pinned) {
  const Reading* whole = readings.whole(place);
  return limit_by(limit, baseline_at(metric, readings, place, pinned),
                  whole == nullptr ? nullptr : &whole->references);
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
  return baseline_by(metric, reading.baseline, reading.baseline_unknown, pinned);
}

std::vector<Point> points_of(const plan::Metric& metric, const plan::Threshold& threshold,
                             const Window::Series& readings, const Observation& observation,
                             const PinnedBaseline& pinned) {
  const Grid grid = grid_of(metric, observation);
  const std::optional<double> fixed = fixed_limit(threshold.breach);
  std::vector<Point> points;
  for (const Stretch& stretch : deciding_stretches(metric, threshold, readings, grid, pinned)) {
    points.reserve(points.size() +
                   static_cast<std::size_t>((stretch.to - stretch.from).ms / metric.every.ms + 1));
    add_points(metric, threshold, fixed, readings, grid, pinned, stretch, points);
  }
  return points;
}

bool is_target_met(const plan::Metric& metric, const plan::Threshold& threshold,
                   const std::optional<Reading>& newest, const PinnedBaseline& pinned) {
  if (!threshold.target)
    return true;
  if (!newest || !newest->value)
    return false;
  const plan::LimitValue target = limit_of(metric, *threshold.target, *newest, pinned);
  return target.value && plan::holds(threshold.target->comparison, *newest->value, *target.value);
}

} // namespace relctl::core
