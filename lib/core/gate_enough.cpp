// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"

#include <algorithm>
#include <cmath>

namespace relctl::core {
namespace {

/// One series: what has been reached once stays reached.
EnoughNow of_series(const Window::Series& readings, double at_least, const Grid& grid) {
  EnoughNow now;
  for (std::size_t i = readings.place_of(grid.first); i < readings.size(); ++i) {
    const Reading* whole = readings.whole(i);
    now.cause = whole == nullptr ? std::nullopt : whole->cause;
    const double value = readings.values()[i];
    if (std::isnan(value))
      continue;
    now.value = value;
    if (value >= at_least && !now.since)
      now.since = readings.times()[i];
  }
  if (!now.value && !now.cause)
    now.cause = plan::Cause::before_phase;
  return now;
}

} // namespace

EnoughNow enough_now(const plan::Plan& plan, const plan::Phase& phase, const Window& window,
                     const Observation& observation) {
  const plan::Metric* metric =
      phase.enough ? plan::find_metric(plan, phase.enough->metric) : nullptr;
  if (metric == nullptr)
    return {};
  EnoughNow all;
  bool is_first = true;
  for (const std::string& series : plan::series_of(*metric)) {
    const EnoughNow one = of_series(window.series(metric->id, series), phase.enough->at_least,
                                    grid_of(*metric, observation));
    if (is_first)
      all = one;
    else {
      all.value =
          all.value && one.value ? std::optional(std::min(*all.value, *one.value)) : std::nullopt;
      all.cause = all.cause ? all.cause : one.cause;
      all.since =
          all.since && one.since ? std::optional(std::max(*all.since, *one.since)) : std::nullopt;
    }
    is_first = false;
  }
  return all;
}

} // namespace relctl::core
