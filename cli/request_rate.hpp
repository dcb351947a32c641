// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "plan/plan.hpp"
#include "plan/scenario.hpp"

#include <functional>
#include <string>
#include <vector>

namespace relctl::cli {

/// How many requests a second a metric's volume has counted, all of its series together.
struct RequestRate {
  std::string metric;
  double per_second = 0.0; ///< Mean of the readings.
  std::int64_t readings = 0;
  Duration counted_over; ///< What one reading counts: the query's own range, else the window.
};

/// Asks the sources for the volume of the plan's metrics over that time until now, for the version
/// of the scenario, which is taken to have all the traffic. Refuses a plan whose volumes cannot be
/// asked for, a source that does not answer or has nothing.
/// `waits` is told what is waited for, if it takes long.
[[nodiscard]] Result<std::vector<RequestRate>>
measure_request_rates(const plan::Plan& plan, const plan::Scenario& scenario,
                      const plan::Values& vars, Duration over,
                      const std::function<void(const std::string& line)>& waits);

} // namespace relctl::cli
