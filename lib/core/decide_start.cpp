// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/recorded_baselines.hpp"
#include "core/waivers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

bool same_decision(const std::optional<StartDecided>& before, const StartDecided& now) {
  if (!before || before->go != now.go || before->reasons.size() != now.reasons.size())
    return false;
  for (std::size_t i = 0; i < now.reasons.size(); ++i)
    if (before->reasons[i].subject != now.reasons[i].subject ||
        before->reasons[i].text != now.reasons[i].text)
      return false;
  return true;
}

} // namespace

Decision decide_start(const Situation& situation) {
  if (std::vector<Event> pins = pin_recorded_baselines(situation); !pins.empty()) {
    Decision decision;
    decision.events = std::move(pins);
    decision.busy = true;
    return decision;
  }
  CheckResult result =
      run_checks(situation, situation.plan.before, {"", "before", "before", ""}, Checking::all);
  Decision decision = std::move(result.decision);
  if (!decision.events.empty() || decision.busy)
    return decision;
  std::vector<Reason> reasons = std::move(result.reasons);
  for (Reason& reason : missing_baselines(situation))
    reasons.push_back(std::move(reason));
  apply_waivers(situation.plan, situation.state, situation.now, reasons);
  const bool go = std::none_of(reasons.begin(), reasons.end(),
                               [](const Reason& reason) { return reason.blocks; });
  StartDecided decided{go, std::move(reasons)};
  if (!same_decision(situation.state.start, decided))
    decision.events.push_back(std::move(decided));
  return decision;
}

} // namespace relctl::core
