// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/scenario.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::planfile {

/// The scenarios of one file. With an error among the diagnostics none of them must be run.
struct LoadedScenarios {
  std::vector<plan::Scenario> scenarios;     ///< Of `cases`; else the file itself is the only one.
  std::vector<plan::Diagnostic> diagnostics; ///< Sorted.
};

/// What is rehearsed: each has its own events and endings.
enum class ScenarioOf { release, observation };

/// Reads a scenario file for that plan, which for an observation is core::observed_plan(); `name`
/// names its only scenario where it has no `cases`. What it names that the plan does not have is a
/// mistake. Never throws and never reads files.
[[nodiscard]] LoadedScenarios load_scenarios(std::string_view text, const plan::Plan& plan,
                                             const std::string& name,
                                             ScenarioOf of = ScenarioOf::release);

/// The file's `plan` key: the path of the plan, from the folder of the file. None where it has
/// none, or where the text cannot be read: `diagnostics` say so.
struct PlanPath {
  std::optional<std::string> path;
  plan::Mark mark; ///< Of the path.
  std::vector<plan::Diagnostic> diagnostics;
};
[[nodiscard]] PlanPath plan_path_in(std::string_view scenario_text);

} // namespace relctl::planfile
