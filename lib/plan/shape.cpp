// SPDX-License-Identifier: Apache-2.0
#include "plan/threshold.hpp"

#include <fmt/format.h>

namespace relctl::plan {

// After Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs": a burn rate of 1
// spends the error budget, 1 - objective, exactly within the period that the objective speaks of.
double burning_share(const BurnRate& shape) {
  return shape.factor * (1.0 - shape.objective);
}

std::string shape_text(const Shape& shape) {
  if (const auto* span = std::get_if<Sustained>(&shape))
    return " for " + format_duration(span->span);
  if (const auto* run = std::get_if<Consecutive>(&shape))
    return run->count == 1 ? "" : fmt::format(" in {} readings in a row", run->count);
  if (const auto* some = std::get_if<CountOf>(&shape))
    return fmt::format(" in {} of {} readings", some->count, some->of);
  if (const auto* burn = std::get_if<BurnRate>(&shape))
    return fmt::format(" burning the budget of {} over {:g} times too fast for {} and {}",
                       format_quantity(burn->objective, Dimension::ratio), burn->factor,
                       format_duration(burn->short_window), format_duration(burn->long_window));
  if (const auto* trend = std::get_if<Trend>(&shape))
    return fmt::format(" and worse without improvement for {}", format_duration(trend->span));
  return {};
}

} // namespace relctl::plan
