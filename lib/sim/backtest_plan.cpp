// SPDX-License-Identifier: Apache-2.0
#include "sim/backtest_plan.hpp"

#include <algorithm>

namespace relctl::sim {
namespace {

constexpr int k_steps_without_gap = 5; // As the plan's own default of max_gap has it.

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void put_step(plan::Metric& metric, Duration step) {
  metric.every = step;
  metric.window = std::max(metric.window, step);
  metric.max_gap = std::max(metric.max_gap, k_steps_without_gap * step);
}

void add_operands(const std::optional<plan::Limit>& limit, std::vector<std::string>& numbers) {
  if (!limit)
    return;
  for (const std::string& operand : plan::operands(*limit))
    if (!is_among(numbers, operand))
      numbers.push_back(operand);
}

} // namespace

plan::Plan backtest_plan(const plan::Plan& plan, const std::vector<std::string>& only,
                         std::optional<Duration> step) {
  plan::Plan own = plan;
  if (!only.empty()) {
    std::erase_if(own.thresholds,
                  [&](const plan::Threshold& threshold) { return !is_among(only, threshold.id); });
    const auto is_judged = [&](const std::string& metric) {
      return std::any_of(own.thresholds.begin(), own.thresholds.end(),
                         [&](const auto& threshold) { return threshold.metric == metric; });
    };
    for (plan::Phase& phase : own.phases)
      if (phase.enough && !is_judged(phase.enough->metric))
        phase.enough.reset();
  }
  for (plan::Metric& metric : own.metrics) {
    metric.watch = false;
    if (metric.baseline)
      metric.baseline->recorded.clear(); // What it was at the time is in the history.
    if (step)
      put_step(metric, *step);
  }
  return own;
}

std::vector<NeededMetric> needed_metrics(const plan::Plan& plan) {
  std::vector<NeededMetric> needed;
  for (const plan::Metric& metric : plan.metrics) {
    NeededMetric one{&metric, {}, {}};
    if (metric.volume)
      one.numbers.emplace_back("volume");
    for (const plan::Threshold& threshold : plan.thresholds) {
      if (threshold.metric != metric.id)
        continue;
      one.thresholds.push_back(threshold.id);
      add_operands(threshold.breach, one.numbers);
      add_operands(threshold.target, one.numbers);
    }
    if (metric.baseline && (metric.baseline->fixed || metric.baseline->earlier))
      std::erase(one.numbers, "baseline");
    const bool is_counted =
        std::any_of(plan.phases.begin(), plan.phases.end(), [&](const plan::Phase& phase) {
          return phase.enough && phase.enough->metric == metric.id;
        });
    if (!one.thresholds.empty() || is_counted)
      needed.push_back(std::move(one));
  }
  return needed;
}

} // namespace relctl::sim
