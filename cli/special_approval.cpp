// SPDX-License-Identifier: Apache-2.0
#include "cli/special_approval.hpp"

#include "base/text.hpp"
#include "cli/facts.hpp"
#include "core/entry.hpp"
#include "core/start_reasons.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// The role given, else the only one; refused when the subject does not ask for it.
Result<std::string> choose(const std::string& subject, const std::vector<std::string>& asked,
                           const std::string& given) {
  if (!given.empty() && std::find(asked.begin(), asked.end(), given) != asked.end())
    return given;
  if (given.empty() && asked.size() == 1)
    return asked.front();
  return fail(
      given.empty() ? ErrorKind::usage : ErrorKind::not_found,
      fmt::format("{} is approved by {}; say which with --role", subject, join(asked, ", ")));
}

} // namespace

Result<core::ApprovalGiven> signoff_of(const Session& session, const plan::Plan& plan,
                                       const core::State& state, core::ApprovalGiven approval) {
  const auto roles = core::signoff_roles(plan, state);
  if (roles.empty())
    return fail(ErrorKind::refused, "the start asks for no sign-off");
  if (core::is_exposed(state))
    return fail(ErrorKind::refused, "the release has started already");
  std::vector<std::string> missing;
  for (const auto& role : roles)
    if (core::find_signoff(state, role) == nullptr)
      missing.push_back(role);
  RELCTL_TRY_ASSIGN(approval.role,
                    choose("the start", missing.empty() ? roles : missing, approval.role));
  RELCTL_TRY(may_act_as(session, plan, approval.role));
  return approval;
}

Result<core::ApprovalGiven> window_approval_of(const Session& session, const plan::Plan& plan,
                                               core::ApprovalGiven approval,
                                               std::optional<Instant> until, Instant now) {
  if (!plan.windows || plan.windows->approve.empty())
    return fail(ErrorKind::refused, plan.windows ? "the plan lets nobody open its change windows"
                                                 : "the plan has no change windows");
  RELCTL_TRY_ASSIGN(approval.role,
                    choose("an entry outside the windows", plan.windows->approve, approval.role));
  RELCTL_TRY(may_act_as(session, plan, approval.role));
  approval.until = until ? *until : core::special_approval_ends(*plan.windows, now);
  if (*approval.until == k_never)
    return fail(ErrorKind::usage, "the windows do not open or close within a year; say how long "
                                  "with --for or --until");
  return approval;
}

Result<core::ApprovalGiven> scope_approval_of(const Session& session, const plan::Plan& plan,
                                              const core::State& state,
                                              core::ApprovalGiven approval) {
  const auto scope = approval.subject.substr(std::string(k_scope_approval).size());
  if (!state.taken_back.contains(scope))
    return fail(ErrorKind::refused, fmt::format("{} has not been taken back", one_line(scope, 60)));
  const std::string due = owner_role(plan);
  if (!approval.role.empty() && approval.role != due)
    return fail(ErrorKind::not_found,
                fmt::format("going on without {} is approved by {}, not by role {}", scope,
                            due.empty() ? "anybody" : due, one_line(approval.role, 60)));
  approval.role = due;
  RELCTL_TRY(may_act_as(session, plan, approval.role));
  return approval;
}

} // namespace relctl::cli
