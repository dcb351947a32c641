// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// One series: what has been reached once stays reached.
EnoughNow of_series(const Window::Series& readings, double at_least, const Grid& grid) {
  EnoughNow now;
  for (auto entry = readings.lower_bound(grid.first); entry != readings.end(); ++entry) {
    const auto& [at, reading] = *entry;
    now.cause = reading.cause;
    if (!reading.value)
      continue;
    now.value = reading.value;
    if (*reading.value >= at_least && !now.since)
      now.since = at;
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
