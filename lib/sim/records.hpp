// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "plan/scenario.hpp"

#include <vector>

namespace relctl::sim {

/// What is on record before: a version that was rolled back, with the freeze that it left, and the
/// baselines that an observation before the release has recorded, for every series that is judged
/// by one: what the scenario gives as `baseline` first, else a healthy number. Where the scenario
/// has none there, nothing was recorded.
[[nodiscard]] std::vector<core::Event> records_of(const plan::Plan& plan,
                                                  const plan::Scenario& scenario);

} // namespace relctl::sim
