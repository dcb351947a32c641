// SPDX-License-Identifier: Apache-2.0
#include "sim/records.hpp"

#include "sim/healthy.hpp"

#include <algorithm>

namespace relctl::sim {

namespace {

/// The mean on record; none where the scenario says so.
std::optional<double> mean_of(const plan::Plan& plan, const plan::Scenario& scenario,
                              const plan::Metric& metric, const std::string& series) {
  const auto said = std::find_if(
      scenario.series.begin(), scenario.series.end(), [&](const plan::ScenarioSeries& known) {
        return known.metric == metric.id && (known.series.empty() || known.series == series) &&
               known.operands.contains("baseline");
      });
  if (said == scenario.series.end())
    return healthy_numbers(plan, metric).value_or(HealthyNumbers{}).operand;
  const auto point = said->operands.at("baseline").at(0);
  if (!point || !point->value)
    return std::nullopt;
  return canonical(*point->value, metric.unit);
}

/// As a complete rollback leaves it.
void add_rollback(const plan::Plan& plan, const std::string& version,
                  std::vector<core::Event>& records) {
  const std::string release = plan.name + "-" + version + "-before";
  const std::string why = "as the scenario has it";
  records.emplace_back(core::VersionKnown{plan.name, version, release});
  records.emplace_back(core::VersionRefused{plan.name, version, release, why});
  const plan::Rollback& rollback = plan.rollback;
  if (rollback.freeze.empty() && rollback.readmit.empty())
    return;
  core::PlanFrozen frozen{plan.name, release, rollback.freeze.empty() ? why : rollback.freeze, {}};
  for (const plan::Check& check : rollback.readmit)
    frozen.checks.push_back(check.id);
  records.emplace_back(std::move(frozen));
}

} // namespace

std::vector<core::Event> records_of(const plan::Plan& plan, const plan::Scenario& scenario) {
  std::vector<core::Event> records;
  if (!scenario.rolled_back.empty())
    add_rollback(plan, scenario.rolled_back, records);
  for (const plan::Metric& metric : plan.metrics) {
    if (!metric.baseline || metric.baseline->recorded.empty())
      continue;
    for (const std::string& series : plan::series_of(metric))
      if (const auto mean = mean_of(plan, scenario, metric, series))
        records.emplace_back(core::BaselineRecorded{
            metric.baseline->recorded, "observe-" + plan.name + "-1", plan.name, metric.id, series,
            *mean, *mean, *mean, 1, scenario.opening - minutes(1)});
  }
  return records;
}

} // namespace relctl::sim
