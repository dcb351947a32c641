// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "core/rollback_request.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// What somebody wants back, and how.
struct RollbackRequest : core::RollbackWish {
  std::string reason;
  bool dry = false;
  std::string skip; ///< A step of the rollback that is not to run.
  Duration grace = seconds(5);
  std::string plan_path; ///< Only where the log cannot even be read.
};
[[nodiscard]] Result<RollbackRequest> read_rollback_request(const Arguments& arguments);

/// The steps of the way back of that scope that are to be skipped: one by its name on record, or
/// every value of its `each` by its id. Refused when none of that name is still to be done.
[[nodiscard]] Result<std::vector<core::StepAddress>> steps_to_skip(const plan::Plan& plan,
                                                                   const core::State& state,
                                                                   const std::string& scope,
                                                                   const std::string& step);

} // namespace relctl::cli
