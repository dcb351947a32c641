// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "plan/plan.hpp"

#include <map>
#include <optional>
#include <string>

namespace relctl::sim {

/// What a metric of a good release reads, in canonical units.
struct HealthyNumbers {
  double value = 0.0;
  double operand = 0.0; ///< Of the baseline and every reference.
  std::optional<double> volume;
};

/// Numbers with which no threshold of the metric is breached and every target is met, found by
/// trying what the limits themselves name; none where no such number is found.
[[nodiscard]] std::optional<HealthyNumbers> healthy_numbers(const plan::Plan& plan,
                                                            const plan::Metric& metric);

/// A number within the limit of a check, as a person would hand it over or a command print it;
/// empty without a limit.
[[nodiscard]] std::string number_within(const plan::Check& check);

/// What an effect that goes well prints: of a check with a limit a number within it, else nothing.
[[nodiscard]] std::string healthy_output(const plan::Plan& plan, const core::EffectRequest& effect);

/// The versions of the plan's components: as the plan has them, else the one that the first row of
/// the matrix begins with, else the release's.
[[nodiscard]] plan::ComponentVersions
healthy_components(const plan::Plan& plan, const std::string& version, plan::Values vars);

} // namespace relctl::sim
