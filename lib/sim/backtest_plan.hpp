// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// The plan as history can be judged by it: only the thresholds `only` (all, where it is empty),
/// nothing that is merely watched, and with `step` every metric on that grid.
[[nodiscard]] plan::Plan backtest_plan(const plan::Plan& plan, const std::vector<std::string>& only,
                                       std::optional<Duration> step);

/// What of a metric has to be in the history for its thresholds to be judged.
struct NeededMetric {
  const plan::Metric* metric = nullptr;
  std::vector<std::string> thresholds; ///< That judge it; empty for one that is only counted.
  std::vector<std::string> numbers;    ///< Besides the value: `volume`, `baseline`, references.
};
/// In the plan's order: those that a threshold judges or that a phase's `enough` counts.
[[nodiscard]] std::vector<NeededMetric> needed_metrics(const plan::Plan& plan);

} // namespace relctl::sim
