// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/standing_parts.hpp"
#include "core/steps.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

std::string phase_why(const State& state, const PhaseState& phase, bool is_named) {
  const std::string name = plan::phase_name(phase.track, phase.id);
  const std::string prefix = is_named ? name + ": " : "";
  if (const StepState* step = entering_step_in_trouble(state, phase))
    return prefix +
           fmt::format("step {} {}: {}", step->address.step,
                       step->status == StepState::Status::failed ? "failed" : "is in doubt",
                       step->detail);
  const VerdictState* verdict = verdict_of(state, phase.track);
  if (verdict == nullptr)
    return (phase.started_at ? "observing " : "entering ") + name;
  if (verdict->reached.verdict == Verdict::promote)
    return "phase " + name + " has passed";
  const std::vector<Reason> reasons = reasons_on(state, phase.track);
  return prefix + (reasons.empty() ? "what held it is settled" : word_reasons(reasons));
}

std::string steps_text(const std::vector<const StepState*>& left) {
  std::vector<std::string> steps;
  for (const StepState* step : left)
    steps.push_back(step->address.step);
  return join(steps, ", ");
}

/// Steps whose failure a finished way back went on past. While it is on its way that is not said.
std::string failures_text(const State& state) {
  std::vector<const StepState*> left;
  const bool is_going_back = state.stage == Stage::rolling_back || state.stage == Stage::incomplete;
  for (const std::string& key : state.step_order)
    if (const StepState& step = state.steps.at(key);
        !is_going_back && step.address.phase == "rollback" &&
        step.status == StepState::Status::failed && step.stood_in_by.empty())
      left.push_back(&step);
  return left.empty() ? "" : "step " + steps_text(left) + " failed and was gone past";
}

/// What a way back has left undone, or may have.
std::string left_text(const State& state) {
  std::vector<std::string> parts{doubts_text(state), failures_text(state)};
  std::erase(parts, "");
  return join(parts, "; ");
}

/// Those of the way back that are still to be done, in order.
std::vector<StepAt> open_rollback_steps(const plan::Plan& plan, const State& state) {
  std::vector<StepAt> open;
  for (const plan::Step& step : plan::way_back(plan, state.rollback->request.scope).steps)
    for (const StepAt& at : due_instances(plan, state, step, {"", "rollback", "rollback", step.id}))
      if (const StepState* own = find_step(state, at.address);
          own == nullptr || !is_behind(*at.step, *own))
        open.push_back(at);
  return open;
}

std::string rolled_back_why(const State& state) {
  const std::string to = "rolled back to " + state.rollback->request.to;
  if (has_failed_compensation(state))
    return to + ", but what comes after it failed: " +
           word_reasons(state.rollback->compensated->reasons);
  const std::string left = left_text(state);
  return to + ": " + state.rollback->request.reason + (left.empty() ? "" : ", but " + left);
}

std::string closed_why(const State& state) {
  return state.rollback ? rolled_back_why(state) : "closed";
}

} // namespace

const plan::Step* step_awaiting_approval(const plan::Plan& plan, const State& state) {
  if (state.stage != Stage::rolling_back)
    return nullptr;
  const auto open = open_rollback_steps(plan, state);
  const bool all_wait = std::all_of(open.begin(), open.end(), [&](const StepAt& at) {
    return find_step(state, at.address) == nullptr && at.step->point_of_no_return &&
           !is_approved(state, *at.step) && is_wanted(plan, state, *at.step, at.address);
  });
  return all_wait && !open.empty() ? open.front().step : nullptr;
}

Reason missing_approval(const State& state, const plan::Step& step) {
  return {plan::Cause::approval, "rollback/" + step.id,
          "it cannot be undone, and nobody has let it", state.rollback->requested_at, true};
}

Standing standing_of(const plan::Plan& plan, const State& state) {
  return step_awaiting_approval(plan, state) == nullptr ? standing_of(state)
                                                        : Standing::rollback_incomplete;
}

const StepState* step_in_trouble(const plan::Plan& plan, const State& state) {
  for (const std::string& key : state.step_order) {
    const StepState& step = state.steps.at(key);
    const plan::Step* planned = step_at(plan, step.address);
    const bool is_passed_over = planned != nullptr && is_behind(*planned, step);
    if (step.address.phase == "rollback" && is_in_trouble(step) && step.stood_in_by.empty() &&
        !is_passed_over)
      return &step;
  }
  return nullptr;
}

const StepState* entering_step_in_trouble(const State& state, const PhaseState& phase) {
  if (verdict_of(state, phase.track) != nullptr)
    return nullptr;
  for (const std::string& key : state.step_order)
    if (const StepState& step = state.steps.at(key);
        is_in_trouble(step) && step.address.track == phase.track && step.address.phase == phase.id)
      return &step;
  return nullptr;
}

std::string doubts_text(const State& state) {
  const auto left = doubts_left(state);
  return left.empty() ? "" : "it is not known how step " + steps_text(left) + " ended";
}

std::string stage_why(const plan::Plan& plan, const State& state) {
  switch (state.stage) {
  case Stage::opening:
    return "preconditions are being checked";
  case Stage::ready:
    return "go: nothing is exposed yet";
  case Stage::no_go:
    return "no-go: " + (state.start ? word_reasons(state.start->reasons) : std::string());
  case Stage::rolling_back: {
    const std::string to = "rolling back to " + state.rollback->request.to;
    if (const plan::Step* step = step_awaiting_approval(plan, state))
      return fmt::format("{}, waiting for approval of {}, which cannot be undone", to, step->id);
    const auto open = open_rollback_steps(plan, state);
    return to + (open.empty() ? "" : ", at step " + open.front().address.step);
  }
  case Stage::rolled_back:
    return rolled_back_why(state);
  case Stage::incomplete:
    return "the rollback is incomplete: " +
           (step_in_trouble(plan, state) != nullptr
                ? word_reasons(state.rollback->settled->reasons)
                : "what stood in its way is settled, and the rest has not been done yet");
  case Stage::complete:
    return state.opened.version + " is the stable version now" +
           (plan.after.empty() ? "" : "; checks are due before it is closed");
  case Stage::closed:
    return state.completed_at ? state.opened.version + " is the stable version, closed"
                              : closed_why(state);
  case Stage::observing:
    return fmt::format("{} of {} samples are taken", state.observation->taken.size(),
                       state.observation->samples);
  case Stage::in_phase:
    break;
  }
  std::vector<std::string> parts;
  const auto current = current_phases(state);
  for (const PhaseState* phase : current)
    parts.push_back(phase_why(state, *phase, current.size() > 1));
  parts.push_back(left_text(state));
  std::erase(parts, "");
  return join(parts, "; ");
}

} // namespace relctl::core
