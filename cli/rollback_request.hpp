// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

/// What somebody wants back, and how.
struct RollbackRequest {
  std::string to; ///< Canonical; empty is the version that the release goes back to by itself.
  std::string reason;
  bool unknown_ok = false;
  bool dry = false;
  bool resume = false;
  std::string scope; ///< The part that is taken back; empty is everything.
  std::string skip;  ///< A step of the rollback that is not to run.
  Duration grace = seconds(5);
  std::string plan_path; ///< Only where the log cannot even be read.
};
[[nodiscard]] Result<RollbackRequest> read_rollback_request(const Arguments& arguments);

/// What a rollback means for a release as it stands.
enum class RollbackCase {
  nothing,      ///< It is at the version already.
  unexposed,    ///< Nothing has been exposed: the release is given up.
  fresh,        ///< A rollback is asked for.
  under_way,    ///< One is under way and goes on.
  again,        ///< One is incomplete; a person continues it.
  needs_resume, ///< One is incomplete, and it was not said that failed steps run again.
};
[[nodiscard]] RollbackCase case_of(const core::State& state, const RollbackRequest& request,
                                   const std::string& to);

/// The version to go back to: as asked, else that of the rollback under way, else the stable one.
/// Refuses the release's own version, one that the log has never seen (unless that was said to be
/// fine), and another than that of a rollback under way.
[[nodiscard]] Result<std::string> target_of(const engine::ReleaseView& view,
                                            const RollbackRequest& request);

/// Refused when the plan has no such scope, or the release is not in a phase that it could be taken
/// back from.
[[nodiscard]] Result<void> check_scope(const plan::Plan& plan, const core::State& state,
                                       const std::string& scope);

/// The points of no return that may still be passed on the way back of that scope.
[[nodiscard]] std::vector<std::string>
points_of_no_return(const plan::Plan& plan, const core::State& state, const std::string& scope);

/// The steps of that way back that are to be skipped: one by its name on record, or every value of
/// its `each` by its id. Refused when none of that name is still to be done.
[[nodiscard]] Result<std::vector<core::StepAddress>> steps_to_skip(const plan::Plan& plan,
                                                                   const core::State& state,
                                                                   const std::string& scope,
                                                                   const std::string& step);

} // namespace relctl::cli
