// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "plan/plan.hpp"
#include "plan/scenario.hpp"

#include <vector>

namespace relctl::sim {

/// What a release of the scenario's version would ask the plan's sources in any of its phases, each
/// question once, without times.
[[nodiscard]] std::vector<core::MeasurementRequest>
past_questions(const plan::Plan& plan, const plan::Scenario& scenario, const plan::Values& vars);

} // namespace relctl::sim
