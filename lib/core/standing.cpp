// SPDX-License-Identifier: Apache-2.0
#include "core/standing.hpp"

#include "base/text.hpp"
#include "core/check_answer.hpp"
#include "core/start_reasons.hpp"
#include "core/steps.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

bool is_in_trouble(const StepState& step) {
  return step.status == StepState::Status::in_doubt || step.status == StepState::Status::failed;
}

/// The newest step of the track's phases that the reason names, where it still stands in the way.
const StepState* step_in_the_way(const State& state, const std::string& track,
                                 const Reason& reason) {
  for (auto key = state.step_order.rbegin(); key != state.step_order.rend(); ++key)
    if (const StepState& step = state.steps.at(*key);
        step.address.step == reason.subject && step.address.track == track)
      return is_in_trouble(step) ? &step : nullptr;
  return nullptr;
}

/// What holds the track by the newest verdict. A person may have settled a step since then.
std::vector<Reason> reasons_on(const State& state, const std::string& track) {
  const VerdictState* verdict = verdict_of(state, track);
  std::vector<Reason> reasons =
      verdict == nullptr ? std::vector<Reason>{} : verdict->reached.reasons;
  std::erase_if(reasons, [&](const Reason& reason) {
    const bool is_about_step =
        reason.cause == Cause::step_in_doubt || reason.cause == Cause::step_failed;
    return is_about_step && step_in_the_way(state, track, reason) == nullptr;
  });
  return reasons;
}

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

/// The first step of the rollback that is still to be done; null when none is.
StepAt open_rollback_step(const plan::Plan& plan, const State& state) {
  for (const plan::Step& step : plan::way_back(plan, state.rollback->request.scope).steps)
    for (const StepAt& at : due_instances(plan, state, step, {"", "rollback", "rollback", step.id}))
      if (const StepState* own = find_step(state, at.address);
          own == nullptr || !is_behind(*at.step, *own))
        return at;
  return {};
}

/// The step of the way back that keeps an incomplete rollback from going on.
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

std::string role_title(const plan::Plan& plan, const std::string& id) {
  const plan::Role* role = plan::find_role(plan, id);
  return role == nullptr || role->title.empty() ? id : role->title;
}

std::string owner_of(const plan::Plan& plan) {
  return plan.roles.empty() ? "the release owner" : role_title(plan, plan.roles.front().id);
}

/// A check or an approval may be for another role than the plan's first.
void name_who(const plan::Plan& plan, const Reason& reason, Advice& advice) {
  const plan::Check* check = find_check(plan, reason.subject);
  if (reason.cause == Cause::approval)
    advice.who = role_title(plan, reason.subject);
  else if (reason.cause == Cause::check && check != nullptr && !check->role.empty())
    advice.who = role_title(plan, check->role);
}

/// To run a step again that may have been done is no advice: somebody has to look first.
void advise_to_resolve(const plan::Plan& plan, const StepState& step, const std::string& program,
                       Advice& advice) {
  const plan::Step* planned = step_at(plan, step.address);
  const bool may_run_again =
      step.status == StepState::Status::failed || (planned != nullptr && is_idempotent(*planned));
  advice.command = fmt::format("{} resolve {} {} --reason WHY", program, step.address.step,
                               may_run_again ? "rerun" : "RESULT");
  if (!may_run_again)
    advice.remark = "RESULT is done, failed or rerun: look first how it ended";
}

/// The command past a check that has not passed, or a difference that one has found.
std::string way_past(const plan::Plan& plan, const Reason& reason, const std::string& program) {
  if (reason.cause == Cause::item)
    return fmt::format("{} item close {} --reason WHY", program, reason.subject);
  const plan::Check* check = find_check(plan, reason.subject);
  return program + " " + (check == nullptr ? "advance" : passing_command(*check));
}

/// That a plan is frozen is told first, and lifted by what comes after it.
void advise_on_no_go(const plan::Plan& plan, const State& state, const std::string& program,
                     Advice& advice) {
  if (!state.start || state.start->reasons.empty())
    return;
  const auto& reasons = state.start->reasons;
  const auto found = std::find_if(reasons.begin(), reasons.end(), [](const Reason& reason) {
    return reason.blocks && reason.cause != Cause::frozen;
  });
  const Reason& reason = found == reasons.end() ? reasons.front() : *found;
  advice.command = no_go_command(plan, state, reason, program);
  name_who(plan, reason, advice);
}

/// Who is on call for the incident closes it, else the owner.
void name_responder(const plan::Plan& plan, const State& state, const Reason& reason,
                    Advice& advice) {
  for (const auto& [id, incident] : state.incidents)
    if (const auto* level = plan::find_level(plan, incident.opened.severity);
        id == reason.subject && level != nullptr && !level->oncall.empty())
      advice.who = role_title(plan, level->oncall);
}

/// What the worst blocking reason asks of a person.
void advise_on_hold(const plan::Plan& plan, const State& state, const PhaseState& phase,
                    const std::string& program, Advice& advice) {
  for (const Reason& reason : reasons_on(state, phase.track)) {
    if (!reason.blocks)
      continue;
    name_who(plan, reason, advice);
    if (reason.cause == Cause::approval) {
      const std::string& judged = verdict_of(state, phase.track)->reached.phase;
      advice.command = fmt::format("{} approve {} --role {}", program,
                                   plan::phase_name(phase.track, judged), reason.subject);
    } else if (reason.cause == Cause::taken_back) {
      advice.command = fmt::format("{} approve scope/{}", program, reason.subject);
    } else if (reason.cause == Cause::check || reason.cause == Cause::item) {
      advice.command = way_past(plan, reason, program);
    } else if (const StepState* step = step_in_the_way(state, phase.track, reason)) {
      advise_to_resolve(plan, *step, program, advice);
    } else if (reason.cause == Cause::exposure) {
      advice.command = fmt::format("{} resolve {} rerun --reason WHY", program, reason.subject);
    } else if (reason.cause == Cause::incident) {
      advice.command = fmt::format("{} incident close {}", program, reason.subject);
      name_responder(plan, state, reason, advice);
    } else if (reason.cause == Cause::breach) {
      advice.command = advice.back;
    }
    return;
  }
}

/// A step of the phase that is in trouble before there is a verdict to say so.
const StepState* entering_step_in_trouble(const State& state, const PhaseState& phase) {
  if (verdict_of(state, phase.track) != nullptr)
    return nullptr;
  for (const std::string& key : state.step_order)
    if (const StepState& step = state.steps.at(key);
        is_in_trouble(step) && step.address.track == phase.track && step.address.phase == phase.id)
      return &step;
  return nullptr;
}

/// What relctl settles by itself needs no person.
void advise_on_step(const plan::Plan& plan, const State& state, const PhaseState& phase,
                    const std::string& program, Advice& advice) {
  const StepState* step = entering_step_in_trouble(state, phase);
  const plan::Step* planned = step == nullptr ? nullptr : step_at(plan, step->address);
  if (planned == nullptr)
    return;
  const bool is_settled_by_relctl =
      step->status == StepState::Status::in_doubt &&
      (is_idempotent(*planned) || (planned->verify && !step->doubt_verified));
  if (!is_settled_by_relctl)
    advise_to_resolve(plan, *step, program, advice);
}

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

/// Empty where the way back left none.
std::string doubts_text(const State& state) {
  std::vector<std::string> steps;
  for (const StepState* step : doubts_left(state))
    steps.push_back(step->address.step);
  return steps.empty() ? "" : "it is not known how step " + join(steps, ", ") + " ended";
}

std::string rolled_back_why(const State& state) {
  const std::string to = "rolled back to " + state.rollback->request.to;
  if (has_failed_compensation(state))
    return to + ", but what comes after it failed: " +
           word_reasons(state.rollback->compensated->reasons);
  const std::string doubts = doubts_text(state);
  return to + ": " + state.rollback->request.reason + (doubts.empty() ? "" : ", but " + doubts);
}

std::string closed_why(const State& state) {
  return state.rollback ? rolled_back_why(state) : "closed";
}

/// A rollback went on past the step and does not come back to it.
void advise_on_doubt_left(const State& state, const std::string& program, Advice& advice) {
  const auto doubts = doubts_left(state);
  if (doubts.empty())
    return;
  advice.command =
      fmt::format("{} resolve {} RESULT --reason WHY", program, doubts.front()->address.step);
  advice.remark = "RESULT is done or failed: look how it ended, and put right what is wrong";
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
    const StepAt open = open_rollback_step(plan, state);
    return "rolling back to " + state.rollback->request.to +
           (open.step == nullptr ? "" : ", at step " + open.address.step);
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
  parts.push_back(doubts_text(state));
  std::erase(parts, "");
  return join(parts, "; ");
}

/// What is due after completion: the first question that nobody has answered with a yes, else to
/// close.
std::string command_after(const plan::Plan& plan, const State& state, const std::string& program) {
  for (const plan::Check& check : plan.after) {
    const auto answer = state.answers.find("after/" + check.id);
    if (!check.step && (answer == state.answers.end() || !answer->second.answered.ok))
      return program + " " + passing_command(check);
  }
  return plan.after.empty() ? std::string() : program + " close";
}

} // namespace

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

Advice advise(const plan::Plan& plan, const State& state, const std::string& program) {
  Advice advice;
  advice.why = stage_why(plan, state);
  advice.who = owner_of(plan);
  if (is_exposed(state) && (state.stage == Stage::in_phase || state.stage == Stage::complete))
    advice.back = fmt::format("{} rollback --to {} -y", program,
                              state.opened.stable.empty() ? "VERSION" : state.opened.stable);
  switch (state.stage) {
  case Stage::opening:
  case Stage::ready:
    advice.command = program + " advance --wait";
    break;
  case Stage::no_go:
    advise_on_no_go(plan, state, program, advice);
    break;
  case Stage::in_phase:
    advice.command = program + " advance --wait";
    if (const PhaseState* worst = worst_phase(state)) {
      advise_on_step(plan, state, *worst, program, advice);
      advise_on_hold(plan, state, *worst, program, advice);
    }
    advise_on_doubt_left(state, program, advice);
    break;
  case Stage::rolling_back: {
    const StepAt open = open_rollback_step(plan, state);
    const bool awaits_approval =
        open.step != nullptr && open.step->point_of_no_return && !state.rollback->request.confirmed;
    advice.command = awaits_approval ? fmt::format("{} approve rollback/{}", program, open.step->id)
                                     : program + " rollback --resume -y";
    break;
  }
  case Stage::incomplete:
    advice.command = program + " rollback --resume -y";
    if (const StepState* step = step_in_trouble(plan, state))
      advice.remark = fmt::format("or --skip {} --reason WHY", step->address.step);
    break;
  case Stage::rolled_back:
    advice.command = program + " advance --wait";
    advise_on_doubt_left(state, program, advice);
    if (has_failed_compensation(state))
      advice.command = program + " rollback --resume -y";
    break;
  case Stage::observing:
    advice.command = fmt::format("{} observe {}", program, state.opened.plan_path);
    break;
  case Stage::complete:
    advice.command = command_after(plan, state, program);
    break;
  case Stage::closed:
    advise_on_doubt_left(state, program, advice);
    break;
  }
  return advice;
}

} // namespace relctl::core
