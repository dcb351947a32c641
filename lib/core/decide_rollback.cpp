// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/decide_parts.hpp"
#include "core/messages.hpp"
#include "core/standing_parts.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;
using Kind = StepProgress::Kind;

plan::WayBack way_of(const Situation& situation) {
  return plan::way_back(situation.plan, situation.state.rollback->request.scope);
}

/// What stands in for a step of the part is of the part, too.
bool is_of_scope(const Situation& situation, const StepState& step, const std::string& scope) {
  const plan::Step* planned = step_at(situation.plan, step.address);
  const auto& steps = situation.state.steps;
  return (planned != nullptr && planned->scope == scope) ||
         std::any_of(steps.begin(), steps.end(), [&](const auto& other) {
           return other.second.stood_in_by == step.address.key() &&
                  is_of_scope(situation, other.second, scope);
         });
}

/// The rest of the release goes on after a part was taken back, and so do its steps.
bool is_given_up(const Situation& situation, const StepState& step) {
  const std::string& scope = situation.state.rollback->request.scope;
  return scope.empty() || is_track_taken_back(situation.state, step.address.track) ||
         is_of_scope(situation, step, scope);
}

/// Where the rest is observed anew, its checks are asked anew, and none may still run by then.
bool is_asked_anew(const Situation& situation, const StepState& step) {
  return step.address.stage == "check" && situation.state.rollback->request.tracks.empty();
}

/// Ends what a forward step still does that is given up. A rollback never waits for a forward step
/// in doubt.
bool clear_forward_steps(const Situation& situation, Decision& decision) {
  bool lives = false;
  for (const StepState* step : running_steps(situation.state)) {
    const bool ends = is_given_up(situation, *step) || is_asked_anew(situation, *step);
    if (step->address.phase == "rollback" || !ends)
      continue;
    lives = true;
    decision.stop.push_back(effect_id(situation.state, *step));
  }
  if (lives) {
    decision.busy = true;
    decision.wake = situation.now + seconds(1);
    return false;
  }
  for (const std::string& key : situation.state.step_order) {
    const StepState& step = situation.state.steps.at(key);
    const bool is_open = step.status == StepState::Status::in_doubt ||
                         step.status == StepState::Status::waiting ||
                         step.status == StepState::Status::to_verify;
    if (step.address.phase != "rollback" && is_open && is_given_up(situation, step))
      decision.events.push_back(StepAbandoned{step.address, "a rollback does not wait for it"});
  }
  return decision.events.empty();
}

/// A step that a person took out while it ran has ended before the next one begins.
bool clear_skipped_steps(const Situation& situation, Decision& decision) {
  for (const auto& [key, step] : situation.state.steps)
    if (const std::string id = effect_id(situation.state, step);
        step.status == StepState::Status::skipped && situation.inputs.live.contains(id))
      decision.stop.push_back(id);
  if (decision.stop.empty())
    return true;
  decision.busy = true;
  decision.wake = situation.now + seconds(1);
  return false;
}

/// What can be undone comes first; a point of no return comes last, and only when a person has
/// approved it.
std::vector<const plan::Step*> ordered_steps(const Situation& situation) {
  std::vector<const plan::Step*> steps;
  const auto& planned = way_of(situation).steps;
  const bool confirmed = situation.state.rollback->request.confirmed;
  for (const plan::Step& step : planned)
    if (confirmed || !step.point_of_no_return)
      steps.push_back(&step);
  for (const plan::Step& step : planned)
    if (!confirmed && step.point_of_no_return)
      steps.push_back(&step);
  return steps;
}

/// `p20`, or each track's phase.
std::string where_from(const State& state) {
  std::vector<std::string> names;
  for (const PhaseState* phase : current_phases(state))
    names.push_back(plan::phase_name(phase->track, phase->id));
  return join(names, ", ");
}

/// Where the plan says so, no release of it starts before it is readmitted.
void freeze_plan(const Situation& situation, Decision& decision) {
  const plan::Rollback& rollback = situation.plan.rollback;
  const ReleaseOpened& opened = situation.state.opened;
  const bool freezes = !rollback.freeze.empty() || !rollback.readmit.empty();
  if (!freezes || versions_of(situation.ledger, opened.plan).frozen)
    return;
  std::vector<std::string> checks;
  for (const plan::Check& check : rollback.readmit)
    checks.push_back(check.id);
  const std::string& why =
      rollback.freeze.empty() ? situation.state.rollback->request.reason : rollback.freeze;
  decision.events.push_back(PlanFrozen{opened.plan, situation.state.release, why, checks});
}

/// The version stays neither refused nor stable: it goes on without the part.
void tell_of_part(const Situation& situation, Decision& decision) {
  const RollbackState& rollback = *situation.state.rollback;
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(situation.state));
  if (auto message = prepare_message(situation, "taken_back", phase,
                                     {{Cause::taken_back, rollback.request.scope,
                                       rollback.request.reason, rollback.requested_at, true}}))
    decision.events.push_back(std::move(*message));
}

/// `reasons` are what is in its way; none when it is complete.
void settle_rollback(const Situation& situation, Decision& decision, std::vector<Reason> reasons) {
  const State& state = situation.state;
  const ReleaseOpened& opened = state.opened;
  const bool complete = reasons.empty();
  for (Reason& passed : steps_passed_over(situation))
    reasons.push_back(std::move(passed));
  RollbackSettled settled{complete,
                          state.rollback->request.to,
                          reasons,
                          situation.now - state.rollback->requested_at,
                          state.rollback->request.scope,
                          situation.inputs.clock};
  decision.events.push_back(settled);
  if (complete && !settled.scope.empty())
    return tell_of_part(situation, decision);
  freeze_plan(situation, decision);
  if (complete) {
    const std::string why = state.rollback->request.reason;
    // Without a log nobody knows the version; `audit adopt` names it later.
    if (!opened.version.empty() && opened.version != state.rollback->request.to)
      decision.events.push_back(VersionRefused{opened.plan, opened.version, state.release, why});
    decision.events.push_back(
        VersionStable{opened.plan, state.rollback->request.to, state.release});
  }
  // A complete rollback tells what caused it, an incomplete one what is in its way.
  if (complete)
    reasons.insert(reasons.begin(), {Cause::breach, "", state.rollback->request.reason,
                                     state.rollback->requested_at, true});
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(state));
  if (auto message = prepare_message(situation, complete ? "rolled_back" : "rollback_incomplete",
                                     phase, reasons))
    decision.events.push_back(std::move(*message));
  if (complete && !situation.plan.rollback.after && !is_observed_afterwards(situation))
    decision.events.push_back(ReleaseClosed{"rolled back to " + state.rollback->request.to});
}

/// Whoever may let the way back go on hears of it at once, and once.
void tell_of_wait(const Situation& situation, const plan::Step& step, Decision& decision) {
  constexpr const char* k_message = "rollback_incomplete";
  const std::string subject = fmt::format("rollback/{}@{}", step.id,
                                          format_instant(situation.state.rollback->requested_at));
  if (situation.state.prepared.contains(k_message + ("/" + subject)))
    return;
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(situation.state));
  auto message =
      prepare_message(situation, k_message, phase, {missing_approval(situation.state, step)});
  if (!message)
    return;
  std::get<MessagePrepared>(*message).subject = subject;
  decision.events.push_back(std::move(*message));
}

/// True when the step is done; otherwise the decision says what comes of it.
bool take_step(const Situation& situation, const plan::Step& step, const StepAddress& address,
               Decision& decision) {
  StepProgress progress = advance_step(situation, step, address);
  if (progress.kind == Kind::done)
    return true;
  if (progress.kind == Kind::awaiting) {
    tell_of_wait(situation, step, decision);
    return false;
  }
  if (progress.kind == Kind::failed || progress.kind == Kind::in_doubt) {
    settle_rollback(situation, decision, {stuck_reason(progress)});
    return false;
  }
  merge(decision, std::move(progress));
  return false;
}

/// Reports once that the deadline has passed; the rollback goes on, since nothing is better than
/// getting back.
void watch_deadline(const Situation& situation, Decision& decision) {
  const RollbackState& rollback = *situation.state.rollback;
  const Instant deadline = rollback.started->deadline_at;
  if (rollback.overdue)
    return;
  if (situation.now < deadline) {
    decision.wake = std::min(decision.wake, deadline);
    return;
  }
  const std::string text = fmt::format("the deadline {} has passed", format_instant(deadline));
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(situation.state));
  decision.events.push_back(RollbackOverdue{text});
  if (auto message = prepare_message(situation, "rollback_incomplete", phase,
                                     {{Cause::step_failed, "rollback", text, situation.now, true}}))
    decision.events.push_back(std::move(*message));
}

/// Runs steps and verification in order. True when all are done.
bool run_rollback(const Situation& situation, Decision& decision) {
  for (const plan::Step* step : ordered_steps(situation))
    if (!take_step(situation, *step, {"", "rollback", "rollback", step->id}, decision))
      return false;
  return std::all_of(
      way_of(situation).verify.begin(), way_of(situation).verify.end(),
      [&](const plan::Step& step) {
        return take_step(situation, step, {"", "rollback", "verify", step.id}, decision);
      });
}

/// While a part is taken back the rest stays exposed: its breaches take back everything.
Decision watch_rest(const Situation& situation) {
  Decision decision;
  if (situation.state.rollback->request.scope.empty())
    return decision;
  for (const auto& [track, known] : situation.state.tracks) {
    const PhaseState* phase = observed_phase(situation.state, track);
    if (phase == nullptr || is_track_taken_back(situation.state, track))
      continue;
    Decision watch = watch_phase(situation, *phase);
    if (!watch.events.empty())
      return watch;
    merge(decision, std::move(watch));
  }
  return decision;
}

} // namespace

std::vector<Reason> steps_passed_over(const Situation& situation) {
  std::vector<Reason> reasons;
  for (const std::string& key : situation.state.step_order) {
    const StepState& step = situation.state.steps.at(key);
    const plan::Step* planned = step_at(situation.plan, step.address);
    const bool is_doubt = step.status == StepState::Status::in_doubt;
    const bool has_failed = step.status == StepState::Status::failed && step.stood_in_by.empty();
    if (step.address.phase != "rollback" || !(is_doubt || has_failed) || planned == nullptr ||
        !is_behind(*planned, step))
      continue;
    reasons.push_back({is_doubt ? Cause::step_in_doubt : Cause::step_failed, step.address.step,
                       (is_doubt ? k_in_doubt_text : k_failed_text) + step.detail, situation.now,
                       false});
  }
  return reasons;
}

Decision decide_rollback(const Situation& situation) {
  Decision decision = watch_rest(situation);
  if (!decision.events.empty())
    return decision;
  if (!clear_forward_steps(situation, decision) || !clear_skipped_steps(situation, decision))
    return decision;
  const RollbackState& rollback = *situation.state.rollback;
  if (!rollback.started) {
    decision.events.push_back(
        RollbackStarted{where_from(situation.state), rollback.request.to,
                        rollback.requested_at + situation.plan.rollback.deadline});
    decision.busy = true;
    return decision;
  }
  watch_deadline(situation, decision);
  if (!decision.events.empty())
    return decision;
  if (run_rollback(situation, decision))
    settle_rollback(situation, decision, {});
  return decision;
}

} // namespace relctl::core
