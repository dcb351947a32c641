// SPDX-License-Identifier: Apache-2.0
#include "core/waivers.hpp"

#include "core/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

/// `p95` of `p95[swap]`.
std::string without_series(const std::string& subject) {
  return subject.substr(0, subject.find('['));
}

bool rolls_back(const plan::Plan& plan, const Reason& reason) {
  const plan::Threshold* threshold = plan::find_threshold(plan, without_series(reason.subject));
  return reason.cause == Cause::breach && threshold != nullptr &&
         threshold->then.kind == plan::Consequence::Kind::rollback;
}

} // namespace

const Waived* waiver_of(const State& state, const std::string& subject, Instant now) {
  for (const std::string& name : {subject, without_series(subject)})
    if (const auto found = state.waivers.find(name);
        found != state.waivers.end() && now < found->second.until)
      return &found->second;
  return nullptr;
}

bool can_be_waived(Cause cause) {
  static constexpr Cause k_own_commands[] = {
      Cause::observing, Cause::approval,    Cause::incident,      Cause::paused,    Cause::frozen,
      Cause::exposure,  Cause::step_failed, Cause::step_in_doubt, Cause::taken_back};
  return std::find(std::begin(k_own_commands), std::end(k_own_commands), cause) ==
         std::end(k_own_commands);
}

std::string role_to_waive(const plan::Plan& plan, const std::string& subject) {
  std::vector<const std::vector<plan::Check>*> waivable{&plan.before};
  for (const plan::Phase& phase : plan.phases)
    waivable.push_back(&phase.checks);
  for (const auto* checks : waivable)
    for (const plan::Check& check : *checks)
      if (check.id == subject && !check.role.empty())
        return check.role;
  return owner_role(plan);
}

void apply_waivers(const plan::Plan& plan, const State& state, Instant now,
                   std::vector<Reason>& reasons) {
  for (Reason& reason : reasons) {
    const Waived* waived = waiver_of(state, reason.subject, now);
    if (waived == nullptr || !reason.blocks || !can_be_waived(reason.cause) ||
        rolls_back(plan, reason))
      continue;
    reason.blocks = false;
    reason.text += fmt::format(" (waived by {} until {}: {})", waived->as,
                               format_instant(waived->until), waived->reason);
  }
}

} // namespace relctl::core
