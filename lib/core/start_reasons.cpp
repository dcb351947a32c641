// SPDX-License-Identifier: Apache-2.0
#include "core/start_reasons.hpp"

#include "base/shell_word.hpp"
#include "core/check_answer.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

std::string title_of(const plan::Variable& variable) {
  return variable.title.empty() ? "" : " (" + variable.title + ")";
}

} // namespace

std::vector<Reason> manifest_reasons(const plan::Plan& plan, const State& state, Instant now) {
  std::vector<Reason> reasons;
  for (const plan::Variable& variable : plan.vars)
    if (variable.required && !state.opened.vars.contains(variable.id))
      reasons.push_back(
          {Cause::variable, variable.id, "has no value" + title_of(variable), now, true});
  for (const plan::Component& component : plan.components)
    if (!state.opened.components.contains(component.id))
      reasons.push_back({Cause::component, component.id, "has no version", now, true});
  if (!reasons.empty())
    return reasons;
  for (const plan::Phase& phase : plan.phases)
    if (!phase.traffic.text.empty() && !share_in(plan, state, phase))
      reasons.push_back(
          {Cause::variable, plan::phase_name(phase),
           fmt::format("traffic {} comes to '{}', which is no percentage from 0% to "
                       "100%",
                       phase.traffic.text,
                       plan::render(phase.traffic.text, values_of(plan, state, nullptr))),
           now, true});
  if (const auto why = plan::incompatibility(plan.compatible, state.opened.components))
    reasons.push_back({Cause::component, "compatible", *why, now, true});
  return reasons;
}

std::vector<std::string> signoff_roles(const plan::Plan& plan, const State& state) {
  std::vector<std::string> roles;
  for (const plan::Approval& approval : plan.signoff)
    roles.push_back(approval.role);
  if (const plan::Train* train = plan::find_train(plan, state.opened.train))
    for (const std::string& role : train->approve)
      if (std::find(roles.begin(), roles.end(), role) == roles.end())
        roles.push_back(role);
  return roles;
}

const ApprovalGiven* find_signoff(const State& state, const std::string& role) {
  const auto found = std::find_if(
      state.approvals.rbegin(), state.approvals.rend(),
      [&](const ApprovalGiven& given) { return given.subject == "start" && given.role == role; });
  return found == state.approvals.rend() ? nullptr : &*found;
}

std::vector<Reason> signoff_reasons(const plan::Plan& plan, const State& state, Instant now) {
  std::vector<Reason> reasons;
  for (const std::string& role : signoff_roles(plan, state))
    if (find_signoff(state, role) == nullptr)
      reasons.push_back(
          {Cause::approval, role, fmt::format("sign-off by {} is missing", role), now, true});
  return reasons;
}

std::string no_go_command(const plan::Plan& plan, const State& state, const Reason& reason,
                          const std::string& program) {
  const std::string path = shell_word(state.opened.plan_path);
  const std::string subject = shell_word(reason.subject);
  const std::string again = state.observation
                                ? fmt::format("{} observe {}", program, path)
                                : fmt::format("{} start {} --version {}", program, path,
                                              shell_word("v" + state.opened.version));
  if (reason.cause == Cause::approval)
    return fmt::format("{} approve start --role {}", program, subject);
  const bool is_of_variable =
      std::any_of(plan.vars.begin(), plan.vars.end(),
                  [&](const plan::Variable& variable) { return variable.id == reason.subject; });
  if (reason.cause == Cause::variable && !is_of_variable)
    return program + " abort --reason WHY"; // What a phase makes of its value, which is pinned.
  if (reason.cause == Cause::variable)
    return fmt::format("{} --set {}=VALUE", again, subject);
  if (reason.cause == Cause::frozen)
    return again + " --readmit --reason WHY";
  if (reason.cause == Cause::component && reason.subject != "compatible")
    return fmt::format("{} --component {}=VERSION", again, subject);
  if (reason.cause == Cause::component)
    return program + " abort --reason WHY";
  if (reason.cause == Cause::item)
    return fmt::format("{} item close {} --reason WHY", program, subject);
  const plan::Check* check = find_check(plan, reason.subject);
  if (check != nullptr && check->step)
    return again; // What relctl asks itself is asked anew by it.
  if (check != nullptr && lacks_drill(*check, state))
    return program + " rollback --drill";
  return program + " " + (check == nullptr ? "advance" : passing_command(*check));
}

} // namespace relctl::core
