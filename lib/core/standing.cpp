// SPDX-License-Identifier: Apache-2.0
#include "core/standing.hpp"

#include "core/approvals.hpp"
#include "core/standing_parts.hpp"
#include "core/steps.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

bool has_blocking(const std::vector<Reason>& reasons, std::initializer_list<Cause> causes) {
  return std::any_of(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return reason.blocks && std::find(causes.begin(), causes.end(), reason.cause) != causes.end();
  });
}

bool has_doubt(const State& state) {
  return std::any_of(state.steps.begin(), state.steps.end(), [](const auto& entry) {
    return entry.second.status == StepState::Status::in_doubt;
  });
}

/// The check was answered with a no: one that waits for its answer is no failure.
bool has_failed(const State& state, const std::string& track, const std::string& phase,
                const std::string& check) {
  const auto answer = state.answers.find(plan::phase_name(track, phase) + "/" + check);
  const StepState* step = find_step(state, {track, phase, "check", check});
  return (answer != state.answers.end() && !answer->second.answered.ok) ||
         (step != nullptr && step->status == StepState::Status::failed);
}

/// A check that must hold all along.
bool is_repeated(const plan::Phase& phase, const std::string& id) {
  return std::any_of(phase.checks.begin(), phase.checks.end(),
                     [&](const plan::Check& check) { return check.id == id && check.repeat; });
}

/// What keeps a phase whose course is as planned.
bool is_expected(Cause cause) {
  static constexpr Cause k_expected[] = {Cause::observing, Cause::before_phase, Cause::pending,
                                         Cause::target,    Cause::thin,         Cause::approval,
                                         Cause::check};
  return std::find(std::begin(k_expected), std::end(k_expected), cause) != std::end(k_expected);
}

Standing standing_of_hold(const State& state, const std::string& track) {
  const std::vector<Reason> reasons = reasons_on(state, track);
  if (has_doubt(state))
    return Standing::in_doubt;
  if (has_blocking(reasons, {Cause::breach, Cause::step_failed, Cause::step_in_doubt}))
    return Standing::breached;
  if (has_blocking(reasons,
                   {Cause::nodata, Cause::nan, Cause::stale, Cause::many, Cause::provider_error,
                    Cause::timeout, Cause::baseline, Cause::coverage, Cause::gap, Cause::exposure}))
    return Standing::unknown;
  return Standing::pending;
}

} // namespace

bool is_in_trouble(const StepState& step) {
  return step.status == StepState::Status::in_doubt || step.status == StepState::Status::failed;
}

const StepState* step_in_the_way(const State& state, const std::string& track,
                                 const Reason& reason) {
  for (auto key = state.step_order.rbegin(); key != state.step_order.rend(); ++key)
    if (const StepState& step = state.steps.at(*key);
        step.address.step == reason.subject && step.address.track == track)
      return is_in_trouble(step) ? &step : nullptr;
  return nullptr;
}

bool is_set_again(const State& state, const VerdictState& verdict, const Reason& reason) {
  if (reason.cause != Cause::exposure)
    return false;
  const StepState* step =
      find_step(state, {verdict.reached.track, verdict.reached.phase, "enter", reason.subject});
  return step != nullptr && step->started_position > verdict.position;
}

std::vector<Reason> reasons_on(const State& state, const std::string& track) {
  const VerdictState* verdict = verdict_of(state, track);
  std::vector<Reason> reasons =
      verdict == nullptr ? std::vector<Reason>{} : verdict->reached.reasons;
  std::erase_if(reasons, [&](const Reason& reason) {
    const bool is_about_step =
        reason.cause == Cause::step_in_doubt || reason.cause == Cause::step_failed;
    return (is_about_step && step_in_the_way(state, track, reason) == nullptr) ||
           is_set_again(state, *verdict, reason) ||
           (reason.cause == Cause::approval &&
            find_approval(state.approvals, plan::phase_name(track, verdict->reached.phase),
                          reason.subject) != nullptr);
  });
  return reasons;
}

bool is_worrying(const State& state, const plan::Phase& phase, const Reason& reason) {
  const bool is_failed_repeat = reason.cause == Cause::check &&
                                is_repeated(phase, reason.subject) &&
                                has_failed(state, phase.track, phase.id, reason.subject);
  return reason.blocks && (!is_expected(reason.cause) || is_failed_repeat);
}

bool is_troubled(const State& state, const VerdictReached& verdict) {
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(), [&](const Reason& reason) {
    return reason.blocks && (!is_expected(reason.cause) ||
                             (reason.cause == Cause::check &&
                              has_failed(state, verdict.track, verdict.phase, reason.subject)));
  });
}

Standing standing_of(const State& state) {
  switch (state.stage) {
  case Stage::incomplete:
    return Standing::rollback_incomplete;
  case Stage::rolling_back:
    return state.rollback->overdue ? Standing::rollback_incomplete
           : has_doubt(state)      ? Standing::in_doubt
                                   : Standing::pending;
  case Stage::rolled_back:
    return has_failed_compensation(state) ? Standing::rollback_incomplete
           : doubts_left(state).empty()   ? Standing::rolled_back
                                          : Standing::in_doubt;
  case Stage::closed:
    if (!state.rollback || !state.rollback->settled || !state.rollback->settled->complete)
      return Standing::ok;
    return doubts_left(state).empty() ? Standing::rolled_back : Standing::in_doubt;
  case Stage::no_go:
    return Standing::no_go;
  case Stage::complete:
  case Stage::ready:
    return Standing::ok;
  case Stage::opening:
  case Stage::observing:
    return has_doubt(state) ? Standing::in_doubt : Standing::pending;
  case Stage::in_phase:
    break;
  }
  const PhaseState* worst = worst_phase(state);
  return worst == nullptr ? Standing::pending : standing_of(state, worst->track);
}

Standing standing_of(const State& state, const std::string& track) {
  return is_passed(state, track) ? Standing::ok : standing_of_hold(state, track);
}

const PhaseState* worst_phase(const State& state) {
  const PhaseState* worst = nullptr;
  for (const PhaseState* phase : current_phases(state))
    if (worst == nullptr || standing_of(state, phase->track) < standing_of(state, worst->track))
      worst = phase;
  return worst;
}

} // namespace relctl::core
