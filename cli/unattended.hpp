// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "plan/plan.hpp"
#include "ports/audit_log.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// What a step is in doubt for when whoever ran it is gone.
inline constexpr const char* k_nobody_runs_it = "nobody runs it, and its end is not on record";

/// Whether one of those process groups, which a relctl left on record, still does the step's work.
[[nodiscard]] bool is_still_done(const std::vector<ports::RunningGroup>& groups,
                                 const core::State& state, const core::StepState& step);

/// The state of a release that no relctl holds, with those of its steps in doubt that are begun and
/// that no process does any more.
[[nodiscard]] core::State as_left(const core::State& state, const std::string& database_path);

/// A rollback that nobody goes on with, though it waits for nobody's approval.
[[nodiscard]] bool is_left_halfway(const plan::Plan& plan, const core::State& state);

} // namespace relctl::cli
