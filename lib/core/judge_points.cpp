// SPDX-License-Identifier: Apache-2.0
#include "core/judge_points.hpp"

#include "core/judge_shapes.hpp"

#include <algorithm>
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

/// A stretch of the grid, both ends included.
struct Stretch {
  Instant from;
  Instant to;
};

/// Which part of the grid a threshold's shape can be complete in, and what it rests on there: most
/// of a phase is far from any breach, and need not be looked at anew at every turn.
class Deciding {
public:
  Deciding(const plan::Metric& metric, const plan::Threshold& threshold,
           const Window::Series& readings, const Grid& grid, const PinnedBaseline& pinned)
      : m_metric(metric), m_threshold(threshold), m_grid(grid), m_pinned(pinned) {
    if (grid.newest < grid.first)
      return;
    put_reach();
    if (threshold.breach && plan::operands(*threshold.breach).empty())
      m_fixed = plan::evaluate(threshold.breach->right, [](const std::string&) {
                  return std::optional<double>();
                }).value;
    const auto end = readings.upper_bound(grid.newest);
    for (auto found = readings.lower_bound(grid.first); found != end; ++found)
      if (is_notable(found->second))
        add(found->first - m_back, found->first + m_after);
    // Where the newest reading is not there yet, the one before it is the newest.
    add(grid.newest - metric.every - m_back, grid.newest);
  }

  /// In order, without overlap; the last one ends with the newest grid time.
  [[nodiscard]] const std::vector<Stretch>& stretches() const { return m_stretches; }

private:
  /// `for` and `trend` walk over single missing points, and so a little further than their span.
  void put_reach() {
    const Duration every = m_metric.every;
    const plan::Shape& shape = m_threshold.shape;
    if (const auto* span = std::get_if<plan::Sustained>(&shape))
      m_back = span->span + 2 * every;
    else if (const auto* trend = std::get_if<plan::Trend>(&shape))
      m_back = trend->span + 2 * every;
    else if (const auto* run = std::get_if<plan::Consecutive>(&shape))
      m_back = run->count * every;
    else if (const auto* some = std::get_if<plan::CountOf>(&shape))
      m_back = some->of * every;
    else if (const auto* burn = std::get_if<plan::BurnRate>(&shape)) {
      m_after = burn->short_window;
      m_back = std::max(burn->short_window, burn->long_window);
    }
  }

  /// Every shape breaches at a reading beyond the limit, but for a burn rate: its mean over the
  /// short window cannot be above what none of the readings in it is.
  [[nodiscard]] bool is_notable(const Reading& reading) const {
    if (!reading.value || !std::isfinite(*reading.value))
      return false;
    if (const auto* burn = std::get_if<plan::BurnRate>(&m_threshold.shape))
      return error_share(m_threshold, *reading.value) * (1.0 + k_rounding) >=
             plan::burning_share(*burn);
    if (!m_threshold.breach)
      return false;
    const auto limit =
        m_fixed ? m_fixed : limit_of(m_metric, *m_threshold.breach, reading, m_pinned).value;
    return limit && plan::holds(m_threshold.breach->comparison, *reading.value, *limit);
  }

  void add(Instant from, Instant to) {
    const std::int64_t steps =
        std::max<std::int64_t>(0, (from - m_grid.first).ms) / m_metric.every.ms;
    const Stretch stretch{m_grid.first + steps * m_metric.every, std::min(to, m_grid.newest)};
    if (!m_stretches.empty() && stretch.from <= m_stretches.back().to + m_metric.every)
      m_stretches.back().to = std::max(m_stretches.back().to, stretch.to);
    else
      m_stretches.push_back(stretch);
  }

  static constexpr double k_rounding = 1e-9;
  const plan::Metric& m_metric;
  const plan::Threshold& m_threshold;
  Grid m_grid;
  const PinnedBaseline& m_pinned;
  std::optional<double> m_fixed; ///< The limit, where it is the same for every reading.
  Duration m_back;               ///< How far before a grid point its shape looks.
  Duration m_after;              ///< How long after a notable reading the shape may be complete.
  std::vector<Stretch> m_stretches;
};

/// A source slower than the grid is asked for a point only when its answer to an earlier one is in:
/// how that ended says more than that nothing came.
Cause cause_of_missing(const Reading& before) {
  return before.is_unanswered() ? *before.cause : Cause::nodata;
}

void add_points(const plan::Metric& metric, const plan::Threshold& threshold,
                const Window::Series& readings, const Grid& grid, const PinnedBaseline& pinned,
                const Stretch& stretch, std::vector<Point>& points) {
  auto found = readings.lower_bound(stretch.from);
  Cause missing = Cause::nodata;
  for (auto before = found; before != readings.begin();) {
    --before;
    if (before->first < grid.first)
      break;
    if ((before->first - grid.first).ms % metric.every.ms == 0) {
      missing = cause_of_missing(before->second);
      break;
    }
  }
  for (Instant at = stretch.from; at <= stretch.to; at = at + metric.every) {
    while (found != readings.end() && found->first < at)
      ++found;
    if (found != readings.end() && found->first == at) {
      points.push_back(judged_point(metric, threshold, found->second, pinned));
      missing = cause_of_missing(found->second);
    } else if (at < grid.newest) {
      points.push_back({at, Side::missing, missing, nullptr, {}, {}});
    }
  }
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
  for (const Stretch& stretch : Deciding(metric, threshold, readings, grid, pinned).stretches())
    add_points(metric, threshold, readings, grid, pinned, stretch, points);
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
