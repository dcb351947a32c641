// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/phases.hpp"
#include "core/approval_request.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

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

bool is_of_a_phase(const std::string& subject) {
  return subject != "start" && subject != "window" && !subject.starts_with("rollback/") &&
         !subject.starts_with("scope/");
}

/// The approval that is meant: a phase may be left out, and so may the role of the only one that
/// this person can act in.
Result<core::ApprovalGiven> approval_meant(const Session& session, const Arguments& arguments,
                                           const plan::Plan& plan, const core::State& state) {
  core::ApprovalGiven approval{arguments.text("PHASE"), arguments.text("--role"), session.actor(),
                               arguments.text("--reason")};
  if (!is_of_a_phase(approval.subject))
    return approval;
  RELCTL_TRY_ASSIGN(const auto* phase, approval.subject.empty()
                                           ? core::current_phase_to_approve(plan, state)
                                           : choose_phase(plan, approval.subject));
  approval.subject = plan::phase_name(*phase);
  RELCTL_TRY_ASSIGN(approval.role, choose_role(session, plan, *phase, approval.role));
  return approval;
}

ExitCode run_approve(Session& session, const Arguments& arguments) {
  const auto statement = [&](const plan::Plan& plan,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    const Instant now = host::system_now();
    RELCTL_TRY(core::still_open(view.state));
    RELCTL_TRY_ASSIGN(auto meant, approval_meant(session, arguments, plan, view.state));
    std::optional<Instant> until;
    if (meant.subject == "window") {
      RELCTL_TRY_ASSIGN(until, end_of(arguments, now));
    }
    RELCTL_TRY_ASSIGN(const auto approval,
                      core::approval_of(plan, view.state, std::move(meant), until, now));
    RELCTL_TRY(may_act_as(session, plan, approval.role));
    return core::give_approval(view.state, approval, now);
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
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
