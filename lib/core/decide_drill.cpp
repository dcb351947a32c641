// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;
using Kind = StepProgress::Kind;

/// Steps of the way back, or of its verification, that a drill runs. What a failure would be made
/// good by is not rehearsed: the failure is what the drill is to show.
std::vector<plan::Step> drilled(const std::vector<plan::Step>& steps) {
  std::vector<plan::Step> chosen;
  for (const plan::Step& step : steps)
    if (step.drill)
      chosen.emplace_back(step).otherwise.clear();
  return chosen;
}

StepAddress address_of(const plan::Step& step, const std::string& stage) {
  return {"", "drill", stage, step.id};
}

/// When the last of the steps ended, counted from the drill's start; none without steps.
std::optional<Duration> ended_after(const State& state, const std::vector<plan::Step>& steps,
                                    const std::string& stage) {
  std::optional<Duration> latest;
  for (const plan::Step& step : steps)
    for (const StepAt& at : instances_of(step, address_of(step, stage)))
      if (const StepState* own = find_step(state, at.address))
        latest = std::max(latest.value_or(Duration{}), own->ended_at - state.drill->at);
  return latest;
}

/// A step that failed, or is in doubt, where a rollback would go on counts all the same: that is
/// what a drill is to show.
std::optional<Reason> failure_of(const Situation& situation, const plan::Step& step,
                                 const std::string& stage, const StepProgress& progress) {
  if (progress.kind == Kind::in_doubt)
    return stuck_reason(progress);
  for (const StepAt& at : instances_of(step, address_of(step, stage))) {
    const StepState* own = find_step(situation.state, at.address);
    if (own != nullptr && own->status == StepState::Status::failed)
      return Reason{Cause::step_failed, at.address.step, k_failed_text + own->detail, situation.now,
                    true};
    if (own != nullptr && own->status == StepState::Status::in_doubt && progress.kind == Kind::done)
      return Reason{Cause::step_in_doubt, at.address.step, k_in_doubt_text + own->detail,
                    situation.now, true};
  }
  return std::nullopt;
}

/// Takes the steps on; `reasons` tells failures. True when there is nothing more to do about them.
bool take_steps(const Situation& situation, const std::vector<plan::Step>& steps,
                const std::string& stage, Decision& decision, std::vector<Reason>& reasons) {
  for (const plan::Step& step : steps) {
    StepProgress progress = advance_step(situation, step, address_of(step, stage));
    if (auto failure = failure_of(situation, step, stage, progress)) {
      reasons.push_back(*std::move(failure));
      if (progress.kind != Kind::done)
        return true;
    }
    if (progress.kind == Kind::busy) {
      merge(decision, std::move(progress));
      return false;
    }
  }
  return true;
}

void end_drill(const Situation& situation, const std::vector<plan::Step>& verify,
               const std::vector<plan::Step>& steps, std::vector<Reason> reasons,
               Decision& decision) {
  DrillEnded ended;
  ended.complete = reasons.empty();
  ended.reasons = std::move(reasons);
  if (ended.complete) {
    ended.done_after = ended_after(situation.state, steps, "rollback");
    ended.recovered_after = ended_after(situation.state, verify, "verify");
    const Instant last =
        situation.state.drill->at +
        std::max(ended.done_after.value_or(Duration{}), ended.recovered_after.value_or(Duration{}));
    ended.in_time = last <= situation.state.drill->started.deadline_at;
  }
  decision.events.push_back(std::move(ended));
}

} // namespace

Decision decide_drill(const Situation& situation) {
  Decision decision;
  std::vector<Reason> reasons;
  const auto steps = drilled(situation.plan.rollback.steps);
  const auto verify = drilled(situation.plan.rollback.verify);
  if (!take_steps(situation, steps, "rollback", decision, reasons))
    return decision;
  if (reasons.empty() && !take_steps(situation, verify, "verify", decision, reasons))
    return decision;
  end_drill(situation, verify, steps, std::move(reasons), decision);
  return decision;
}

} // namespace relctl::core
