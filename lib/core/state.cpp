// SPDX-License-Identifier: Apache-2.0
#include "core/state.hpp"

#include "base/check.hpp"
#include "core/names.hpp"

#include <fmt/format.h>

namespace relctl::core {

std::string_view stage_name(Stage stage) {
  switch (stage) {
  case Stage::opening:
    return "opening";
  case Stage::ready:
    return "ready";
  case Stage::no_go:
    return "no_go";
  case Stage::in_phase:
    return "in_phase";
  case Stage::rolling_back:
    return "rolling_back";
  case Stage::rolled_back:
    return "rolled_back";
  case Stage::incomplete:
    return "rollback_incomplete";
  case Stage::complete:
    return "complete";
  case Stage::closed:
    return "closed";
  }
  return "?";
}

std::string_view step_status_name(StepState::Status status) {
  switch (status) {
  case StepState::Status::running:
    return "running";
  case StepState::Status::waiting:
    return "waiting";
  case StepState::Status::to_verify:
    return "to_verify";
  case StepState::Status::succeeded:
    return "succeeded";
  case StepState::Status::failed:
    return "failed";
  case StepState::Status::in_doubt:
    return "in_doubt";
  case StepState::Status::abandoned:
    return "abandoned";
  case StepState::Status::skipped:
    return "skipped";
  }
  return "?";
}

const PhaseState* current_phase(const State& state) {
  return state.phases.empty() ? nullptr : &state.phases.back();
}

const PhaseState* observed_phase(const State& state) {
  for (auto phase = state.phases.rbegin(); phase != state.phases.rend(); ++phase)
    if (phase->started_at)
      return &*phase;
  return nullptr;
}

const StepState* find_step(const State& state, const StepAddress& address) {
  const auto found = state.steps.find(address.key());
  return found == state.steps.end() ? nullptr : &found->second;
}

std::vector<const StepState*> running_steps(const State& state) {
  std::vector<const StepState*> running;
  for (const std::string& key : state.step_order)
    if (const StepState& step = state.steps.at(key); step.status == StepState::Status::running)
      running.push_back(&step);
  return running;
}

bool is_over(const State& state) {
  return state.stage == Stage::complete || state.stage == Stage::closed ||
         state.stage == Stage::rolled_back;
}

bool is_exposed(const State& state) {
  return !state.phases.empty();
}

std::string effect_id(const State& state, const StepState& step) {
  return fmt::format("{}/{}#{}/{}@{}", state.release, step.address.key(), step.attempt,
                     name_of(step.part), step.started_at.ms);
}

} // namespace relctl::core
