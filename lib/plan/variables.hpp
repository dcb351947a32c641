// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "plan/plan.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::plan {

using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The values of `vars` for a release: `given` (from --set), else the manifest (from --vars), else
/// the environment, else the default; each checked against its type. A percent lies in 0% to 100%;
/// an environment variable that is empty counts as not set. A required variable without a value is
/// left out, which makes the start a no-go. Refuses an unknown name in `given` and in the manifest,
/// another missing value and a wrong type, naming the variable, the value and where it came from.
[[nodiscard]] Result<Values> pin_variables(const Plan& plan, const Values& given,
                                           const Environment& environment,
                                           const Values& manifest = {});

/// The catalogue's names that a person may hand over with --set although the plan declares no such
/// variable: `eta` and `impact`, as text.
[[nodiscard]] const std::vector<std::string>& handed_over_names();

/// Why `value` is not of that type, as a clause with the remedy; no value when it is.
[[nodiscard]] std::optional<std::string> type_mistake(VariableType type, const std::string& value);

} // namespace relctl::plan
