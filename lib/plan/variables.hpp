// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "plan/plan.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace relctl::plan {

using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The values of `vars` for a release: `given` (from --set), else the environment, else the
/// default; each checked against its type. Refuses an unknown name in `given`, a missing value and
/// a wrong type, naming the variable, the value and where it came from.
[[nodiscard]] Result<Values> pin_variables(const Plan& plan, const Values& given,
                                           const Environment& environment);

} // namespace relctl::plan
