// SPDX-License-Identifier: Apache-2.0
#include "plan/waivable.hpp"

namespace relctl::plan {

std::vector<std::string> waivable_names(const Plan& plan) {
  std::vector<std::string> names;
  const auto add_checks = [&](const std::vector<Check>& checks) {
    for (const Check& check : checks)
      names.push_back(check.id);
  };
  for (const Threshold& threshold : plan.thresholds)
    names.push_back(threshold.id);
  for (const Metric& metric : plan.metrics)
    names.push_back(metric.id);
  add_checks(plan.before);
  for (const Phase& phase : plan.phases)
    add_checks(phase.checks);
  return names;
}

std::vector<std::string> waivable_series(const Plan& plan, const std::string& name) {
  const Threshold* threshold = find_threshold(plan, name);
  const Metric* metric = find_metric(plan, threshold ? threshold->metric : name);
  std::vector<std::string> series;
  if (metric != nullptr && metric->each)
    for (const std::string& value : metric->each->values)
      series.push_back(name + "[" + value + "]");
  return series;
}

} // namespace relctl::plan
