// SPDX-License-Identifier: Apache-2.0
#include "core/state.hpp"

#include "base/check.hpp"
#include "core/names.hpp"

#include <fmt/format.h>

#include <algorithm>

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
  case Stage::observing:
    return "observing";
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

const PhaseState* current_phase(const State& state, const std::string& track) {
  for (auto phase = state.phases.rbegin(); phase != state.phases.rend(); ++phase)
    if (phase->track == track)
      return &*phase;
  return nullptr;
}

const PhaseState* observed_phase(const State& state, const std::string& track) {
  for (auto phase = state.phases.rbegin(); phase != state.phases.rend(); ++phase)
    if (phase->track == track && phase->started_at)
      return &*phase;
  return nullptr;
}

std::vector<const PhaseState*> current_phases(const State& state) {
  std::vector<const PhaseState*> current;
  for (const PhaseState& phase : state.phases) {
    if (is_track_taken_back(state, phase.track))
      continue;
    const auto same = std::find_if(current.begin(), current.end(), [&](const PhaseState* other) {
      return other->track == phase.track;
    });
    if (same == current.end())
      current.push_back(&phase);
    else
      *same = &phase;
  }
  return current;
}

std::vector<Watched> watched_now(const State& state) {
  if (state.rollback && state.rollback->settled) {
    const PhaseState* last = current_phase(state);
    if (last == nullptr)
      return {};
    return {
        {last->track, "rollback", state.rollback->watched_since, state.rollback->watched_position}};
  }
  std::vector<Watched> watched;
  for (const auto& [track, known] : state.tracks)
    if (const PhaseState* phase = observed_phase(state, track);
        phase != nullptr && !is_track_taken_back(state, track))
      watched.push_back({track, phase->id, *phase->started_at, phase->started_position});
  return watched;
}

const VerdictState* verdict_of(const State& state, const std::string& track) {
  const auto found = state.tracks.find(track);
  return found == state.tracks.end() || !found->second.verdict ? nullptr : &*found->second.verdict;
}

bool is_passed(const State& state, const std::string& track) {
  const PhaseState* phase = current_phase(state, track);
  const VerdictState* verdict = verdict_of(state, track);
  return phase != nullptr && phase->passed_at && verdict != nullptr &&
         verdict->reached.verdict == Verdict::promote;
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

bool is_taken_back(const State& state, const std::string& scope) {
  const bool is_under_way = state.rollback && state.rollback->request.scope == scope;
  return !scope.empty() && (is_under_way || state.taken_back.contains(scope));
}

bool is_track_taken_back(const State& state, const std::string& track) {
  const auto names_it = [&](const RollbackRequested& request) {
    return std::find(request.tracks.begin(), request.tracks.end(), track) != request.tracks.end();
  };
  return (state.rollback && names_it(state.rollback->request)) ||
         std::any_of(state.taken_back.begin(), state.taken_back.end(),
                     [&](const auto& taken) { return names_it(taken.second.request); });
}

bool is_compensating(const State& state) {
  return state.rollback && state.rollback->settled && !state.rollback->compensated &&
         std::any_of(state.steps.begin(), state.steps.end(),
                     [](const auto& entry) { return entry.second.address.stage == "after"; });
}

bool has_failed_compensation(const State& state) {
  return state.rollback && state.rollback->compensated && !state.rollback->compensated->complete;
}

std::vector<const StepState*> doubts_left(const State& state) {
  std::vector<const StepState*> left;
  const bool is_going_back = state.stage == Stage::rolling_back ||
                             state.stage == Stage::incomplete || is_compensating(state) ||
                             has_failed_compensation(state);
  for (const std::string& key : state.step_order)
    if (const StepState& step = state.steps.at(key); !is_going_back &&
                                                     step.address.phase == "rollback" &&
                                                     step.status == StepState::Status::in_doubt)
      left.push_back(&step);
  return left;
}

bool is_over(const State& state) {
  return state.stage == Stage::complete || state.stage == Stage::closed ||
         (state.stage == Stage::rolled_back && !is_compensating(state) &&
          !has_failed_compensation(state));
}

bool is_drilling(const State& state) {
  return state.drill && !state.drill->ended;
}

bool is_exposed(const State& state) {
  return !state.phases.empty();
}

std::string effect_id(const State& state, const StepState& step) {
  return fmt::format("{}/{}#{}/{}@{}", state.release, step.address.key(), step.attempt,
                     name_of(step.part), step.started_at.ms);
}

} // namespace relctl::core
