// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event_observation.hpp"
#include "plan/scenario.hpp"

namespace relctl::sim {

/// What `relctl observe` would open at the scenario's beginning; `vars` are pinned already.
[[nodiscard]] Result<core::ObservationOpened> opened_observation(const plan::Plan& plan,
                                                                 const plan::Scenario& scenario,
                                                                 const plan::Values& vars);

} // namespace relctl::sim
