// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/phases.hpp"
#include "cli/special_approval.hpp"
#include "core/approvals.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

constexpr const char* k_rollback = "rollback/";

std::vector<std::string> roles_of(const plan::Phase& phase) {
  std::vector<std::string> roles;
  for (const auto& approval : phase.approve)
    roles.push_back(approval.role);
  return roles;
}

/// The role to act in: the one given, else the only one that this person may act in.
Result<std::string> choose_role(const Session& session, const plan::Plan& plan,
                                const plan::Phase& phase, const std::string& given) {
  const auto roles = roles_of(phase);
  if (!given.empty() && std::find(roles.begin(), roles.end(), given) != roles.end())
    return given;
  if (roles.empty())
    return fail(ErrorKind::not_found,
                fmt::format("phase {} is left without an approval; there is none to give",
                            plan::phase_name(phase)));
  if (!given.empty())
    return fail(ErrorKind::not_found,
                fmt::format("phase {} asks for approval by {}, not by role {}",
                            plan::phase_name(phase), join(roles, ", "), one_line(given, 60)));
  std::vector<std::string> mine;
  std::copy_if(roles.begin(), roles.end(), std::back_inserter(mine), [&](const auto& role) {
    return roles.size() == 1 || may_act_as(session, plan, role).has_value();
  });
  if (mine.size() == 1)
    return mine.front();
  return fail(ErrorKind::usage,
              fmt::format("phase {} asks for approval by {}; say which with --role",
                          plan::phase_name(phase), join(roles, ", ")));
}

Result<void> check_rollback_step(const plan::Plan& plan, const core::State& state,
                                 const std::string& id) {
  if (!state.rollback || state.rollback->settled)
    return fail(ErrorKind::refused, "no rollback is under way that could wait for an approval");
  const auto& steps = plan::way_back(plan, state.rollback->request.scope).steps;
  const bool is_run = std::any_of(steps.begin(), steps.end(), [&](const plan::Step& step) {
    return step.id == id || step.otherwise == id;
  });
  const plan::Step* step = is_run ? plan::find_step(plan, id) : nullptr;
  if (step == nullptr || !step->point_of_no_return)
    return fail(ErrorKind::not_found,
                fmt::format("the rollback has no point of no return '{}'", one_line(id, 60)));
  return {};
}

/// The current phase; with several tracks the only one that asks for an approval.
Result<const plan::Phase*> current_phase_to_approve(const plan::Plan& plan,
                                                    const core::State& state) {
  std::vector<const plan::Phase*> current;
  for (const auto* phase : core::current_phases(state))
    if (const auto* planned = plan::find_phase(plan, phase->track, phase->id))
      current.push_back(planned);
  if (current.size() > 1)
    std::erase_if(current, [](const plan::Phase* phase) { return phase->approve.empty(); });
  if (current.size() == 1)
    return current.front();
  if (current.empty())
    return fail(ErrorKind::refused, state.phases.empty()
                                        ? "no phase is entered yet; name the phase to approve"
                                        : "no current phase asks for an approval");
  return fail(
      ErrorKind::usage,
      fmt::format("several tracks wait for an approval; name the phase: {}", names_of(current)));
}

/// An approval answers for what was seen in the phase: before it is entered there is nothing to
/// answer for.
Result<void> is_entered(const plan::Plan& plan, const core::State& state,
                        const plan::Phase& phase) {
  const auto is_it = [&](const core::PhaseState& visit) {
    return visit.track == phase.track && visit.id == phase.id;
  };
  if (std::any_of(state.phases.begin(), state.phases.end(), is_it))
    return {};
  const auto current = current_phase_to_approve(plan, state);
  const std::string now =
      current && !(*current)->approve.empty()
          ? fmt::format("what waits for one now is {}", plan::phase_name(**current))
          : "approve it once it is entered";
  return fail(ErrorKind::refused, fmt::format("phase {} is not entered yet, and its approval is "
                                              "for what is seen there; {}",
                                              plan::phase_name(phase), now));
}

/// A point of no return is tied to no role: whoever goes back by hand has passed it, too.
Result<core::ApprovalGiven> rollback_approval_of(const Session& session, const plan::Plan& plan,
                                                 const core::State& state,
                                                 core::ApprovalGiven approval) {
  RELCTL_TRY(
      check_rollback_step(plan, state, approval.subject.substr(std::string(k_rollback).size())));
  if (!approval.role.empty() && plan::find_role(plan, approval.role) == nullptr)
    return fail(ErrorKind::not_found,
                fmt::format("the plan has no role '{}'", one_line(approval.role, 60)));
  RELCTL_TRY(may_act_as(session, plan, approval.role));
  return approval;
}

Result<core::ApprovalGiven> approval_of(const Session& session, const Arguments& arguments,
                                        const plan::Plan& plan, const core::State& state) {
  core::ApprovalGiven approval{arguments.text("PHASE"), arguments.text("--role"), session.actor(),
                               arguments.text("--reason")};
  if (approval.subject == "start")
    return signoff_of(session, plan, state, std::move(approval));
  if (approval.subject == "window") {
    const Instant now = host::system_now();
    RELCTL_TRY_ASSIGN(const auto until, end_of(arguments, now));
    return window_approval_of(session, plan, std::move(approval), until, now);
  }
  if (approval.subject.starts_with(k_rollback))
    return rollback_approval_of(session, plan, state, std::move(approval));
  if (approval.subject.starts_with(k_scope_approval))
    return scope_approval_of(session, plan, state, std::move(approval));
  RELCTL_TRY_ASSIGN(const auto* phase, approval.subject.empty()
                                           ? current_phase_to_approve(plan, state)
                                           : choose_phase(plan, approval.subject));
  approval.subject = plan::phase_name(*phase);
  RELCTL_TRY_ASSIGN(approval.role, choose_role(session, plan, *phase, approval.role));
  RELCTL_TRY(is_entered(plan, state, *phase));
  RELCTL_TRY(may_act_as(session, plan, approval.role));
  return approval;
}

Result<void> is_another_person(const core::State& state, const core::ApprovalGiven& approval) {
  const auto other = core::signed_as(state.approvals, approval, host::system_now());
  return other ? fail(ErrorKind::refused,
                      fmt::format("{} has signed as {} already; another person must sign as {}",
                                  approval.as, *other, approval.role))
               : Result<void>{};
}

ExitCode run_approve(Session& session, const Arguments& arguments) {
  for (const char* option : {"--for", "--until"})
    if (arguments.has(option) && arguments.text("PHASE") != "window")
      return session.usage_error(fmt::format("{} goes with the subject 'window'", option));
  const auto statement = [&](const plan::Plan& plan,
                             const engine::ReleaseView& view) -> Result<Statement> {
    RELCTL_TRY(still_open(view));
    RELCTL_TRY_ASSIGN(const auto approval, approval_of(session, arguments, plan, view.state));
    RELCTL_TRY(is_another_person(view.state, approval));
    // A special approval is for one time; given again it is given anew.
    const auto* given =
        approval.until ? nullptr
                       : core::find_approval(view.state.approvals, approval.subject, approval.role);
    if (given != nullptr)
      return Statement::standing("approved already by " + given->as);
    return Statement({approval});
  };
  return state_fact(session, arguments, {"approve", "approved by " + session.actor(), statement});
}

} // namespace

const Command& approve_command() {
  static const Command command{
      "approve",
      "let the release start, leave a phase, enter one outside the windows, or go past no return",
      "relctl approve p20 --role owner --as alice\n"
      "relctl approve write/p10 --role qa\n"
      "relctl approve start --role business --as dana\n"
      "relctl approve window --role second-line --reason 'fix for the outage'\n"
      "relctl approve rollback/database --as alice --reason 'backup checked'",
      {{"PHASE", "PHASE",
        "a phase that is entered (p20, write/p10), start, window, rollback/STEP, or scope/NAME "
        "once "
        "that part was taken back; else the current phase"},
       {"--role", "ROLE", "in which role; needed where several are asked"},
       {"--reason", "TEXT", "why"},
       {"--for", "DURATION", "of window: how long; else until the windows open by themselves"},
       {"--until", "TIME", "of window: the same as a time"},
       record_only_option()},
      run_approve,
      exits_of_fact()};
  return command;
}

} // namespace relctl::cli
