// SPDX-License-Identifier: Apache-2.0
#include "core/judge_stretches.hpp"

#include "core/judge_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace relctl::core {
namespace {

constexpr double k_rounding = 1e-9; // Of the mean of a window.

/// How far a shape looks back from a grid time, and how long after a notable reading it may be
/// complete.
struct Reach {
  Duration back;
  Duration after;
};

/// `for` and `trend` walk over single missing points, and so a little further than their span.
Reach reach_of(const plan::Shape& shape, Duration every) {
  if (const auto* span = std::get_if<plan::Sustained>(&shape))
    return {span->span + 2 * every, {}};
  if (const auto* trend = std::get_if<plan::Trend>(&shape))
    return {trend->span + 2 * every, {}};
  if (const auto* run = std::get_if<plan::Consecutive>(&shape))
    return {run->count * every, {}};
  if (const auto* some = std::get_if<plan::CountOf>(&shape))
    return {some->of * every, some->of * every};
  if (const auto* burn = std::get_if<plan::BurnRate>(&shape))
    return {std::max(burn->short_window, burn->long_window), burn->short_window};
  return {};
}

/// Calls `visit(i)` for each finite number in [from, to) that is beyond `limit`. This looks at
/// every reading of a phase at every turn: the comparison is chosen once.
template <class Visit>
void each_beyond(plan::Comparison comparison, double limit, const std::vector<double>& values,
                 std::size_t from, std::size_t to, Visit visit) {
  const auto look = [&](auto is_beyond) {
    for (std::size_t i = from; i < to; ++i)
      if (is_beyond(values[i], limit) && std::isfinite(values[i]))
        visit(i);
  };
  switch (comparison) {
  case plan::Comparison::less:
    return look(std::less<>());
  case plan::Comparison::less_equal:
    return look(std::less_equal<>());
  case plan::Comparison::greater:
    return look(std::greater<>());
  case plan::Comparison::greater_equal:
    return look(std::greater_equal<>());
  }
}

/// Calls `visit(i)` for each reading in [from, to) without which there is no breach near it: one
/// beyond the limit; for a burn rate one that burns, since its mean over the short window cannot be
/// above all that is in it.
template <class Visit>
void each_notable(const plan::Metric& metric, const plan::Threshold& threshold,
                  const Window::Series& readings, const PinnedBaseline& pinned, std::size_t from,
                  std::size_t to, Visit visit) {
  const std::vector<double>& values = readings.values();
  if (const auto* burn = std::get_if<plan::BurnRate>(&threshold.shape)) {
    const double share = plan::burning_share(*burn) / (1.0 + k_rounding);
    for (std::size_t i = from; i < to; ++i)
      if (std::isfinite(values[i]) && error_share(threshold, values[i]) >= share)
        visit(i);
  } else if (const auto fixed = fixed_limit(threshold.breach)) {
    each_beyond(threshold.breach->comparison, *fixed, values, from, to, visit);
  } else if (threshold.breach) {
    for (std::size_t i = from; i < to; ++i) {
      if (!std::isfinite(values[i]))
        continue;
      const auto limit = limit_of(metric, *threshold.breach, readings, i, pinned);
      if (limit.value && plan::holds(threshold.breach->comparison, values[i], *limit.value))
        visit(i);
    }
  }
}

/// Whether a limit that is the same for every reading, where `fixed` is there, holds for the one at
/// that place; none when it cannot be known.
std::optional<bool> is_within(const plan::Metric& metric, const plan::Limit& limit,
                              const std::optional<double>& fixed, const Window::Series& readings,
                              std::size_t place, const PinnedBaseline& pinned) {
  const auto right = fixed ? fixed : limit_of(metric, limit, readings, place, pinned).value;
  if (!right)
    return std::nullopt;
  return plan::holds(limit.comparison, readings.values()[place], *right);
}

/// Says of each reading by itself whether it is good: known, not beyond the limit, on the target.
class Goodness {
public:
  Goodness(const plan::Metric& metric, const plan::Threshold& threshold,
           const Window::Series& readings, const PinnedBaseline& pinned)
      : m_metric(metric), m_threshold(threshold), m_readings(readings), m_pinned(pinned),
        m_breach(fixed_limit(threshold.breach)), m_target(fixed_limit(threshold.target)) {
    if (const auto* burn = std::get_if<plan::BurnRate>(&threshold.shape))
      m_burning = plan::burning_share(*burn) / (1.0 + k_rounding);
  }

  [[nodiscard]] bool operator()(std::size_t place) const {
    const Reading* whole = m_readings.whole(place);
    const double value = m_readings.values()[place];
    if (!std::isfinite(value) || (whole != nullptr && (whole->cause || whole->baseline_unknown)))
      return false;
    if (m_burning && error_share(m_threshold, value) >= *m_burning)
      return false;
    return has(m_threshold.breach, m_breach, false, place) &&
           has(m_threshold.target, m_target, true, place);
  }

private:
  [[nodiscard]] bool has(const std::optional<plan::Limit>& limit,
                         const std::optional<double>& fixed, bool wanted, std::size_t place) const {
    return !limit || is_within(m_metric, *limit, fixed, m_readings, place, m_pinned) == wanted;
  }

  const plan::Metric& m_metric;
  const plan::Threshold& m_threshold;
  const Window::Series& m_readings;
  const PinnedBaseline& m_pinned;
  std::optional<double> m_breach;
  std::optional<double> m_target;
  std::optional<double> m_burning;
};

} // namespace

std::optional<Instant> first_notable(const plan::Metric& metric, const plan::Threshold& threshold,
                                     const Window::Series& readings, const Grid& grid,
                                     const PinnedBaseline& pinned, Instant after) {
  const auto next_on_grid = [&](Instant at) {
    const std::int64_t steps = at < grid.first ? 0 : (at - grid.first).ms / metric.every.ms + 1;
    return grid.first + steps * metric.every;
  };
  const Instant next = next_on_grid(after);
  if (grid.newest < next)
    return std::nullopt;
  Instant at = next;
  if (const auto* burn = std::get_if<plan::BurnRate>(&threshold.shape))
    at = next_on_grid(after - std::max(burn->long_window, burn->short_window));
  const Goodness is_good(metric, threshold, readings, pinned);
  for (std::size_t i = readings.place_of(at); at <= grid.newest; at = at + metric.every, ++i) {
    while (i < readings.size() && readings.times()[i] < at)
      ++i;
    const bool is_there = i < readings.size() && readings.times()[i] == at;
    if (!is_there || !is_good(i))
      return std::max(at, next);
  }
  return std::nullopt;
}

std::vector<Stretch> deciding_stretches(const plan::Metric& metric,
                                        const plan::Threshold& threshold,
                                        const Window::Series& readings, const Grid& grid,
                                        const PinnedBaseline& pinned) {
  std::vector<Stretch> stretches;
  if (grid.newest < grid.first)
    return stretches;
  const auto add = [&](Instant from, Instant to) {
    const std::int64_t steps = std::max<std::int64_t>(0, (from - grid.first).ms) / metric.every.ms;
    const Stretch stretch{grid.first + steps * metric.every, std::min(to, grid.newest)};
    if (!stretches.empty() && stretch.from <= stretches.back().to + metric.every)
      stretches.back().to = std::max(stretches.back().to, stretch.to);
    else
      stretches.push_back(stretch);
  };
  const Reach reach = reach_of(threshold.shape, metric.every);
  const std::size_t end = readings.place_of(grid.newest + Duration{1});
  each_notable(metric, threshold, readings, pinned, readings.place_of(grid.first), end,
               [&](std::size_t i) {
                 const Instant at = readings.times()[i];
                 add(at - reach.back, at + reach.after);
               });
  // Where the newest reading is not there yet, the one before it is the newest.
  add(grid.newest - metric.every - reach.back, grid.newest);
  return stretches;
}

} // namespace relctl::core
