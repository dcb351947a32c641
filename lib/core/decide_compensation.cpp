// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/messages.hpp"
#include "core/values.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

using Kind = StepProgress::Kind;

void settle_compensation(const Situation& situation, Decision& decision,
                         std::vector<Reason> reasons) {
  const RollbackState& rollback = *situation.state.rollback;
  const bool complete = reasons.empty();
  for (Reason& passed : steps_passed_over(situation))
    reasons.push_back(std::move(passed));
  decision.events.push_back(
      CompensationSettled{complete, reasons, situation.now - rollback.settled_at});
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(situation.state));
  if (auto message = prepare_message(situation, complete ? "compensated" : "rollback_incomplete",
                                     phase, reasons))
    decision.events.push_back(std::move(*message));
  if (complete && !is_observed_afterwards(situation))
    decision.events.push_back(ReleaseClosed{"rolled back to " + rollback.request.to});
}

} // namespace

bool is_observed_afterwards(const Situation& situation) {
  const plan::Rollback& rollback = situation.plan.rollback;
  const auto& phases = situation.state.phases;
  const bool is_planned =
      rollback.observe.ms > 0 || (rollback.after && rollback.after->observe.ms > 0);
  return is_planned && std::any_of(phases.begin(), phases.end(), [](const PhaseState& entered) {
           return entered.started_at.has_value();
         });
}

bool compensate(const Situation& situation, Decision& decision) {
  const RollbackState& rollback = *situation.state.rollback;
  if (!situation.plan.rollback.after)
    return true;
  if (rollback.compensated)
    return rollback.compensated->complete;
  for (const plan::Step& step : situation.plan.rollback.after->steps) {
    StepProgress progress = advance_step(situation, step, {"", "rollback", "after", step.id});
    if (progress.kind == Kind::done)
      continue;
    if (progress.kind == Kind::busy)
      merge(decision, std::move(progress));
    else
      settle_compensation(situation, decision, {stuck_reason(progress)});
    return false;
  }
  settle_compensation(situation, decision, {});
  return false;
}

} // namespace relctl::core
