// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::plan {

/// What a waiver may be about: every threshold, metric and check of the start and the phases.
[[nodiscard]] std::vector<std::string> waivable_names(const Plan& plan);

/// One by one the series of a threshold or metric, `p95[swap]`; none of a check, or without `each`.
[[nodiscard]] std::vector<std::string> waivable_series(const Plan& plan, const std::string& name);

} // namespace relctl::plan
