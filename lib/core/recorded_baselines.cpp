// SPDX-License-Identifier: Apache-2.0
#include "core/recorded_baselines.hpp"

#include <fmt/format.h>

namespace relctl::core {
namespace {

/// Calls `visit(metric, series, record)` for each series without a pin; `record` may be null.
template <class Visit>
void each_open_series(const Situation& situation, Visit visit) {
  for (const plan::Metric& metric : situation.plan.metrics) {
    if (!metric.baseline || metric.baseline->recorded.empty())
      continue;
    for (const std::string& series : plan::series_of(metric))
      if (!situation.state.baselines.contains(series_key(metric.id, series)))
        visit(metric, series,
              find_baseline(situation.ledger, metric.baseline->recorded, metric.id, series));
  }
}

} // namespace

std::vector<Event> pin_recorded_baselines(const Situation& situation) {
  std::vector<Event> events;
  each_open_series(situation, [&](const plan::Metric& metric, const std::string& series,
                                  const BaselineRecorded* record) {
    if (record != nullptr)
      events.push_back(BaselinePinned{"", "before", metric.id, series, record->mean,
                                      record->measured_at, record->id});
  });
  return events;
}

std::vector<Reason> missing_baselines(const Situation& situation) {
  std::vector<Reason> reasons;
  each_open_series(situation, [&](const plan::Metric& metric, const std::string& series,
                                  const BaselineRecorded* record) {
    if (record == nullptr)
      reasons.push_back({plan::Cause::baseline, series_key(metric.id, series),
                         fmt::format("no baseline is recorded as '{}'; record one with `relctl "
                                     "observe PLAN --record {}`",
                                     metric.baseline->recorded, metric.baseline->recorded),
                         situation.now, true});
  });
  return reasons;
}

} // namespace relctl::core
