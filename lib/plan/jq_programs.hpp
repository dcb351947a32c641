// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::plan {

/// A jq program that stands in a plan.
struct JqProgram {
  std::string text;
  std::string subject; ///< `query of metric 'p95'`, for a message.
  Mark mark;
};

/// Every jq program of the plan: queries of json sources, conditions on answers, captures, and both
/// sides of a comparison. Variables are filled in with `sample`, since whether a text is a jq
/// program may depend on them.
[[nodiscard]] std::vector<JqProgram> jq_programs(const Plan& plan, const std::string& sample);

} // namespace relctl::plan
