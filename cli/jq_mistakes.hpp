// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/plan.hpp"
#include "plan/variables.hpp"

#include <vector>

namespace relctl::cli {

/// An error for each jq program of the plan that does not compile. relctl-reader compiles them, all
/// in one go and none where the plan has no program; where it cannot, one warning says so.
[[nodiscard]] std::vector<plan::Diagnostic> jq_mistakes(const plan::Plan& plan,
                                                        const plan::Environment& environment);

} // namespace relctl::cli
