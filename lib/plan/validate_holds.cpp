// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <map>

namespace relctl::plan {
namespace {

void check_policies(const std::map<Cause, HoldPolicy>& policies, Findings& findings) {
  for (const auto& [cause, policy] : policies)
    if (!has_deadline(cause))
      findings.warn(policy.mark, "hold-without-deadline",
                    "a hold for " + quoted(std::string(cause_name(cause))) +
                        " never reaches a deadline: this has no effect",
                    "leave it out");
}

} // namespace

void validate_holds(const Plan& plan, Findings& findings) {
  check_policies(plan.holds, findings);
  for (const Threshold& threshold : plan.thresholds)
    check_policies(threshold.unknown, findings);
}

} // namespace relctl::plan
