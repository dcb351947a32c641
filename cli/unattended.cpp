// SPDX-License-Identifier: Apache-2.0
#include "cli/unattended.hpp"

#include "audit/file_lock.hpp"
#include "core/standing_parts.hpp"
#include "core/steps.hpp"
#include "host/live_world.hpp"

#include <algorithm>

namespace relctl::cli {

bool is_still_done(const std::vector<ports::RunningGroup>& groups, const core::State& state,
                   const core::StepState& step) {
  const std::string id = core::effect_id(state, step);
  return std::any_of(groups.begin(), groups.end(), [&](const ports::RunningGroup& group) {
    return group.effect_id == id && host::is_alive(group.group, group.process_start);
  });
}

core::State as_left(const core::State& state, const std::string& database_path) {
  core::State left = state;
  const auto groups = audit::groups_on_record(database_path, state.release);
  for (auto& [key, step] : left.steps) {
    if (step.status != core::StepState::Status::running || is_still_done(groups, state, step))
      continue;
    step.status = core::StepState::Status::in_doubt;
    step.detail = k_nobody_runs_it;
  }
  return left;
}

bool is_left_halfway(const plan::Plan& plan, const core::State& state) {
  return state.stage == core::Stage::rolling_back &&
         core::step_awaiting_approval(plan, state) == nullptr;
}

} // namespace relctl::cli
