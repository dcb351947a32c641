// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// A diagnostic of that severity for each program that steps, checks, their verifications, channels
/// and sources name by a path (argv[0] with a slash and without a template) and that could not be
/// run from the plan's folder. What is found through PATH is left to the run.
[[nodiscard]] std::vector<plan::Diagnostic>
missing_programs(const plan::Plan& plan, const std::string& plan_path, plan::Severity severity);

} // namespace relctl::cli
