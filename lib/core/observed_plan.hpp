// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_observation.hpp"
#include "plan/plan.hpp"

namespace relctl::core {

/// The plan as an observation runs it: one phase `observe`, every metric read once a sample over
/// the time since the sample before, every threshold applied, addresses of sources replaced where
/// the observation says so. Nothing of it moves traffic. Where the plan has no `observe` section
/// the result has an empty one.
[[nodiscard]] plan::Plan observed_plan(const plan::Plan& plan, const ObservationOpened& opened);

/// The metric that counts the series of each family that must be exposed, one series a family.
inline constexpr const char* k_families_metric = "@families";

} // namespace relctl::core
