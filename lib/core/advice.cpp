// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "core/check_answer.hpp"
#include "core/resolve_request.hpp"
#include "core/standing.hpp"
#include "core/standing_parts.hpp"
#include "core/start_reasons.hpp"
#include "core/steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

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

/// All whose approval is missing: each can give it without waiting for the others.
std::string missing_roles(const plan::Plan& plan, const std::vector<Reason>& reasons) {
  std::vector<std::string> titles;
  for (const Reason& reason : reasons)
    if (reason.blocks && reason.cause == Cause::approval)
      titles.push_back(role_title(plan, reason.subject));
  return join(titles, ", ");
}

/// To run a step again that may have been done is no advice: somebody has to look first.
void advise_to_resolve(const plan::Plan& plan, const StepState& step, const std::string& program,
                       Advice& advice) {
  const plan::Step* planned = step_at(plan, step.address);
  const bool may_run_again =
      step.status == StepState::Status::failed || (planned != nullptr && is_idempotent(*planned));
  advice.command = fmt::format("{} resolve {} {} --reason WHY", program,
                               shell_word(step.address.step), may_run_again ? "rerun" : "RESULT");
  if (!may_run_again)
    advice.remark = "RESULT is done, failed or rerun: look first how it ended";
}

/// What has put the traffic there may put it back.
void advise_to_set_again(const plan::Plan& plan, const State& state, const Reason& reason,
                         const std::string& program, Advice& advice) {
  if (!step_to_resolve(plan, state, reason.subject, "rerun"))
    return;
  advice.command =
      fmt::format("{} resolve {} rerun --reason WHY", program, shell_word(reason.subject));
  advice.remark = "once HAProxy answers; it puts traffic back";
}

/// The command past a check that has not passed, or a difference that one has found.
std::string way_past(const plan::Plan& plan, const Reason& reason, const std::string& program) {
  if (reason.cause == Cause::item)
    return fmt::format("{} item close {} --reason WHY", program, shell_word(reason.subject));
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
                                   shell_word(plan::phase_name(phase.track, judged)),
                                   shell_word(reason.subject));
      advice.who = missing_roles(plan, reasons_on(state, phase.track));
    } else if (reason.cause == Cause::taken_back) {
      advice.command = fmt::format("{} approve {}", program, shell_word("scope/" + reason.subject));
    } else if (reason.cause == Cause::check || reason.cause == Cause::item) {
      advice.command = way_past(plan, reason, program);
    } else if (const StepState* step = step_in_the_way(state, phase.track, reason)) {
      advise_to_resolve(plan, *step, program, advice);
    } else if (reason.cause == Cause::exposure) {
      advise_to_set_again(plan, state, reason, program, advice);
    } else if (reason.cause == Cause::incident) {
      advice.command = fmt::format("{} incident close {}", program, shell_word(reason.subject));
      name_responder(plan, state, reason, advice);
    } else if (reason.cause == Cause::breach) {
      advice.command = advice.back;
    }
    return;
  }
}

/// Whether the next relctl finds out by itself how the step in doubt ended, or may run it again.
bool is_settled_by_relctl(const plan::Step& planned, const StepState& step) {
  return is_idempotent(planned) || (planned.verify && !step.doubt_verified);
}

/// What relctl settles by itself needs no person.
void advise_on_step(const plan::Plan& plan, const State& state, const PhaseState& phase,
                    const std::string& program, Advice& advice) {
  const StepState* step = entering_step_in_trouble(state, phase);
  const plan::Step* planned = step == nullptr ? nullptr : step_at(plan, step->address);
  if (planned == nullptr)
    return;
  if (step->status != StepState::Status::in_doubt || !is_settled_by_relctl(*planned, *step))
    advise_to_resolve(plan, *step, program, advice);
}

/// A rollback that stopped at a step goes on with `--resume`, which runs again what failed, but not
/// what may have been done.
void advise_on_way_back(const plan::Plan& plan, const State& state, const std::string& program,
                        Advice& advice) {
  const StepState* step = step_in_trouble(plan, state);
  if (step == nullptr)
    return;
  const plan::Step* planned = step_at(plan, step->address);
  if (step->status != StepState::Status::in_doubt || planned == nullptr ||
      is_idempotent(*planned)) {
    advice.remark = fmt::format("or --skip {} --reason WHY", shell_word(step->address.step));
    return;
  }
  advise_to_resolve(plan, *step, program, advice);
  advice.remark += fmt::format("; then {} rollback --resume -y", program);
}

/// A way back that was cut off goes on with the same command, which leaves one that is under way to
/// whoever is at it; `--resume` would take it over. A step of which nobody knows how it ended is
/// settled first.
void advise_on_way_back_left(const plan::Plan& plan, const State& state, const std::string& program,
                             Advice& advice) {
  const plan::Step* awaits = step_awaiting_approval(plan, state);
  advice.command = awaits == nullptr ? program + " rollback -y"
                                     : fmt::format("{} approve {}", program,
                                                   shell_word("rollback/" + awaits->id));
  const StepState* step = step_in_trouble(plan, state);
  const plan::Step* planned = step == nullptr ? nullptr : step_at(plan, step->address);
  if (planned != nullptr && step->status == StepState::Status::in_doubt &&
      !is_settled_by_relctl(*planned, *step))
    advise_on_way_back(plan, state, program, advice);
}

/// A rollback went on past the step and does not come back to it.
void advise_on_doubt_left(const State& state, const std::string& program, Advice& advice) {
  const auto doubts = doubts_left(state);
  if (doubts.empty())
    return;
  advice.command = fmt::format("{} resolve {} RESULT --reason WHY", program,
                               shell_word(doubts.front()->address.step));
  advice.remark = "RESULT is done or failed: look how it ended, and put right what is wrong";
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

Advice advise(const plan::Plan& plan, const State& state, const std::string& program) {
  Advice advice;
  advice.why = stage_why(plan, state);
  advice.who = owner_of(plan);
  if (is_exposed(state) && (state.stage == Stage::in_phase || state.stage == Stage::complete))
    advice.back =
        fmt::format("{} rollback --to {} -y", program,
                    state.opened.stable.empty() ? "VERSION" : shell_word(state.opened.stable));
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
  case Stage::rolling_back:
    advise_on_way_back_left(plan, state, program, advice);
    break;
  case Stage::incomplete:
    advice.command = program + " rollback --resume -y";
    advise_on_way_back(plan, state, program, advice);
    break;
  case Stage::rolled_back:
    advice.command = program + " advance --wait";
    advise_on_doubt_left(state, program, advice);
    if (has_failed_compensation(state)) {
      advice.command = program + " rollback --resume -y";
      advise_on_way_back(plan, state, program, advice);
    }
    break;
  case Stage::observing:
    advice.command = fmt::format("{} observe {}", program, shell_word(state.opened.plan_path));
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
