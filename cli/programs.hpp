// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// A program of a plan that could not be run from here.
struct MissingProgram {
  std::string step;
  std::string path;
  const char* why; ///< `is not there` or `is not executable`.
};

/// The programs that steps, checks and their verifications name by a path (argv[0] with a slash and
/// without a template), looked up from the plan's folder. What is found through PATH is left to the
/// run.
[[nodiscard]] std::vector<MissingProgram> missing_programs(const plan::Plan& plan,
                                                           const std::string& directory);

} // namespace relctl::cli
