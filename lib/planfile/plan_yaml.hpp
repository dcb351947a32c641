// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/plan.hpp"
#include "plan/variables.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::planfile {

/// A plan with everything that is wrong or suspicious about it. With an error among the diagnostics
/// the plan is incomplete and must not be run.
struct LoadedPlan {
  plan::Plan plan;
  std::vector<plan::Diagnostic>
      diagnostics; ///< Of the text and of plan::validate together, sorted.
  std::vector<std::string>
      secrets; ///< Values read from the environment into credentials; mask them.
  /// Rules of the errors for which a part of the plan was not read. Every other error is about what
  /// the plan means or gives away: one that is pinned had none under the rules of its time.
  std::vector<std::string> unread = {};
};

/// Reads a plan's YAML. Never throws and never reads files. `${NAME:-default}` in sources and
/// credentials is resolved with `environment`. `changes` are put into it before it is read, see
/// apply_changes().
[[nodiscard]] LoadedPlan load_plan(std::string_view text, const plan::Environment& environment,
                                   const std::vector<std::string>& changes = {});

/// Reads the file's bytes once; refuses what is not a regular file, is unreadable or is over 64
/// KiB. `kind` is what messages call it.
[[nodiscard]] Result<std::string> read_plan_text(const std::string& path,
                                                 const std::string& kind = "plan");

} // namespace relctl::planfile
