// SPDX-License-Identifier: Apache-2.0
#include "metrics/live_readings.hpp"

#include "metrics/queries.hpp"
#include "metrics/reading_rules.hpp"

#include <algorithm>

namespace relctl::metrics {

bool is_late(const core::MeasurementRequest& request, Instant at, Instant received_at) {
  return request.every.ms > 0 && received_at - at > request.every;
}

core::Reading late_reading(const core::MeasurementRequest& request, Instant at) {
  return reading_without_value(request, at, plan::Cause::nodata,
                               "polled too late: the source keeps no history and was not read "
                               "within " +
                                   format_duration(request.every) + " of the grid time");
}

std::vector<core::Reading> live_readings(const core::MeasurementRequest& request,
                                         const Answers& answers, Instant received_at) {
  const std::vector<Instant> grid = grid_of(request);
  std::vector<core::Reading> readings;
  for (const Instant at : grid) {
    const bool is_answered = at == grid.back() && !is_late(request, at, received_at);
    readings.push_back(is_answered ? reading_of(request, at, answers, std::max(at, received_at))
                                   : late_reading(request, at));
  }
  return readings;
}

} // namespace relctl::metrics
