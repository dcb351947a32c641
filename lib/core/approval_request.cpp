// SPDX-License-Identifier: Apache-2.0
#include "core/approval_request.hpp"

#include "base/text.hpp"
#include "core/approvals.hpp"
#include "core/entry.hpp"
#include "core/start_reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace relctl::core {
namespace {

constexpr std::string_view k_rollback = "rollback/";
constexpr std::string_view k_scope = "scope/";

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

Result<ApprovalGiven> signoff_of(const plan::Plan& plan, const State& state,
                                 ApprovalGiven approval) {
  const auto roles = signoff_roles(plan, state);
  if (roles.empty())
    return fail(ErrorKind::refused, "the start asks for no sign-off");
  if (is_exposed(state))
    return fail(ErrorKind::refused, "the release has started already");
  std::vector<std::string> missing;
  for (const std::string& role : roles)
    if (find_signoff(state, role) == nullptr)
      missing.push_back(role);
  RELCTL_TRY_ASSIGN(approval.role,
                    choose("the start", missing.empty() ? roles : missing, approval.role));
  return approval;
}

Result<ApprovalGiven> window_approval_of(const plan::Plan& plan, ApprovalGiven approval,
                                         std::optional<Instant> until, Instant now) {
  if (!plan.windows || plan.windows->approve.empty())
    return fail(ErrorKind::refused, plan.windows ? "the plan lets nobody open its change windows"
                                                 : "the plan has no change windows");
  RELCTL_TRY_ASSIGN(approval.role,
                    choose("an entry outside the windows", plan.windows->approve, approval.role));
  approval.until = until ? *until : special_approval_ends(*plan.windows, now);
  if (*approval.until == k_never)
    return fail(
        ErrorKind::usage,
        "the windows do not open or close within a year; say how long with --for or --until");
  return approval;
}

/// The rest of the release goes on without a part that was taken back: that is for the plan's owner
/// to say, as a waiver is.
Result<ApprovalGiven> scope_approval_of(const plan::Plan& plan, const State& state,
                                        ApprovalGiven approval) {
  const std::string scope = approval.subject.substr(k_scope.size());
  if (!state.taken_back.contains(scope))
    return fail(ErrorKind::refused, fmt::format("{} has not been taken back", one_line(scope, 60)));
  const std::string due = owner_role(plan);
  if (!approval.role.empty() && approval.role != due)
    return fail(ErrorKind::not_found,
                fmt::format("going on without {} is approved by {}, not by role {}", scope,
                            due.empty() ? "anybody" : due, one_line(approval.role, 60)));
  approval.role = due;
  return approval;
}

Result<void> check_rollback_step(const plan::Plan& plan, const State& state,
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

/// A point of no return is tied to no role: whoever goes back by hand has passed it, too.
Result<ApprovalGiven> rollback_approval_of(const plan::Plan& plan, const State& state,
                                           ApprovalGiven approval) {
  RELCTL_TRY(check_rollback_step(plan, state, approval.subject.substr(k_rollback.size())));
  if (!approval.role.empty() && plan::find_role(plan, approval.role) == nullptr)
    return fail(ErrorKind::not_found,
                fmt::format("the plan has no role '{}'", one_line(approval.role, 60)));
  return approval;
}

/// An approval answers for what was seen in the phase: before it is entered there is nothing to
/// answer for.
Result<ApprovalGiven> phase_approval_of(const plan::Plan& plan, const State& state,
                                        ApprovalGiven approval) {
  const bool is_entered =
      std::any_of(state.phases.begin(), state.phases.end(), [&](const PhaseState& visit) {
        return plan::phase_name(visit.track, visit.id) == approval.subject;
      });
  if (is_entered)
    return approval;
  const auto current = current_phase_to_approve(plan, state);
  const std::string now =
      current && !(*current)->approve.empty()
          ? fmt::format("what waits for one now is {}", plan::phase_name(**current))
          : "approve it once it is entered";
  return fail(ErrorKind::refused, fmt::format("phase {} is not entered yet, and its approval is "
                                              "for what is seen there; {}",
                                              approval.subject, now));
}

} // namespace

Result<const plan::Phase*> current_phase_to_approve(const plan::Plan& plan, const State& state) {
  std::vector<const plan::Phase*> current;
  for (const PhaseState* phase : current_phases(state))
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
  std::vector<std::string> names;
  for (const plan::Phase* phase : current)
    names.push_back(plan::phase_name(*phase));
  return fail(
      ErrorKind::usage,
      fmt::format("several tracks wait for an approval; name the phase: {}", join(names, " or ")));
}

Result<ApprovalGiven> approval_of(const plan::Plan& plan, const State& state,
                                  ApprovalGiven approval, std::optional<Instant> until,
                                  Instant now) {
  if (approval.subject == "start")
    return signoff_of(plan, state, std::move(approval));
  if (approval.subject == "window")
    return window_approval_of(plan, std::move(approval), until, now);
  if (approval.subject.starts_with(k_rollback))
    return rollback_approval_of(plan, state, std::move(approval));
  if (approval.subject.starts_with(k_scope))
    return scope_approval_of(plan, state, std::move(approval));
  return phase_approval_of(plan, state, std::move(approval));
}

Result<Statement> give_approval(const State& state, const ApprovalGiven& approval, Instant now) {
  if (const auto other = signed_as(state.approvals, approval, now))
    return fail(ErrorKind::refused,
                fmt::format("{} has signed as {} already; another person must sign as {}",
                            approval.as, *other, approval.role));
  // A special approval is for one time; given again it is given anew.
  const ApprovalGiven* given =
      approval.until ? nullptr : find_approval(state.approvals, approval.subject, approval.role);
  if (given != nullptr)
    return Statement::standing("approved already by " + given->as);
  return Statement({approval});
}

} // namespace relctl::core
