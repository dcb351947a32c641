// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace relctl::plan {

/// Every mistake and every suspicion that shows in the plan's meaning; what shows in its text
/// (keys, types, quantities) lib/planfile has already reported. Sorted; both severities.
[[nodiscard]] std::vector<Diagnostic> validate(const Plan& plan);

} // namespace relctl::plan
