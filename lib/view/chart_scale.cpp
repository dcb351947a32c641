// SPDX-License-Identifier: Apache-2.0
#include "view/chart_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace relctl::view {
namespace {

constexpr double k_most_value_ticks = 5.0;
constexpr std::int64_t k_most_time_ticks = 8;

/// The least of 1, 2, 5 times a power of ten (for bytes: of a power of two) that is not below
/// `least`.
double round_step(double least, Dimension dimension) {
  if (dimension == Dimension::bytes)
    return std::exp2(std::ceil(std::log2(least)));
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least)
      return factor * power;
  return 10.0 * power;
}

Duration time_step(Duration span) {
  static constexpr std::array k_steps{
      seconds(1), seconds(2),  seconds(5),  seconds(10),   seconds(30),  minutes(1), minutes(2),
      minutes(5), minutes(10), minutes(15), minutes(30),   hours(1),     hours(2),   hours(3),
      hours(6),   hours(12),   hours(24),   2 * hours(24), 7 * hours(24)};
  for (const Duration step : k_steps)
    if (span.ms <= step.ms * k_most_time_ticks)
      return step;
  return {(span.ms / k_most_time_ticks / hours(24).ms + 1) * hours(24).ms};
}

std::string time_label(Instant at, Duration step, Duration span) {
  const std::string text = format_instant(at); // 2026-11-22T01:51:28Z
  if (step >= hours(24))
    return text.substr(5, 5);
  if (span > hours(24))
    return text.substr(5, 5) + " " + text.substr(11, 5);
  return text.substr(11, step < minutes(1) ? 8 : 5);
}

} // namespace

Range range_of(const Chart& chart) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Chart::Line& line : chart.lines)
    for (const auto& [at, value] : line.points)
      if (value) {
        low = std::min(low, *value);
        high = std::max(high, *value);
      }
  if (low > high)
    return {};
  const double span = high - low;
  const bool is_far_from_zero = span > 0 && low > 4 * span;
  if (low >= 0 && !is_far_from_zero)
    low = 0;
  else if (low < 0 && high <= 0)
    high = 0;
  const double room = high > low ? 0.08 * (high - low) : std::max(std::abs(high), 1.0) / 2;
  return {low == 0 ? 0 : low - room, high == 0 && low < 0 ? 0 : high + room};
}

std::vector<Tick> value_ticks(const Range& range, Dimension dimension) {
  const double step = round_step((range.high - range.low) / k_most_value_ticks, dimension);
  std::vector<Tick> ticks;
  for (double k = std::ceil(range.low / step); k * step <= range.high; ++k)
    ticks.push_back({k * step, format_quantity(k * step, dimension)});
  return ticks;
}

std::vector<Tick> time_ticks(Instant from, Instant to) {
  const Duration step = time_step(to - from);
  std::vector<Tick> ticks;
  for (std::int64_t ms = (from.ms + step.ms - 1) / step.ms * step.ms; ms <= to.ms; ms += step.ms)
    ticks.push_back({static_cast<double>(ms), time_label({ms}, step, to - from)});
  return ticks;
}

} // namespace relctl::view
