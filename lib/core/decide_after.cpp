// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"

namespace relctl::core {

Decision decide_after(const Situation& situation) {
  if (!situation.mandate.closes)
    return {};
  CheckResult checks =
      run_checks(situation, situation.plan.after, {"", "after", "after", ""}, Checking::all);
  Decision decision = std::move(checks.decision);
  if (!decision.events.empty() || decision.busy)
    return decision;
  if (checks.reasons.empty())
    decision.events.push_back(ReleaseClosed{situation.plan.after.empty()
                                                ? "complete, and nothing is due afterwards"
                                                : "every check after completion holds"});
  else
    decision.gates.push_back({"", Verdict::hold, std::move(checks.reasons), std::nullopt});
  return decision;
}

} // namespace relctl::core
