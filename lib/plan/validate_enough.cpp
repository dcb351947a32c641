// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <fmt/format.h>

namespace relctl::plan {
namespace {

void check_enough(const Plan& plan, const Phase& phase, Findings& findings) {
  const std::string owner = "phase " + quoted(phase_name(phase));
  if (find_metric(plan, phase.enough->metric) == nullptr) {
    findings.error(phase.enough->mark, "unknown-metric",
                   owner + " has enough of metric " + quoted(phase.enough->metric) +
                       ", which does not exist",
                   name_remedy(phase.enough->metric, ids_of(plan.metrics), "metrics"));
    return;
  }
  if (phase.observe.ms == 0)
    findings.error(phase.enough->mark, "enough-without-observe",
                   owner + " is left at once: it has no observation that could end early",
                   "give it observe, the longest that it waits for the number");
  if (phase.enough->at_least <= 0.0)
    findings.warn(phase.enough->mark, "enough-without-effect",
                  fmt::format("enough at_least {:g} of {} is reached by the first reading",
                              phase.enough->at_least, owner),
                  "write how much must have been seen, or take enough out");
}

} // namespace

void validate_enough(const Plan& plan, Findings& findings) {
  for (const Phase& phase : plan.phases)
    if (phase.enough)
      check_enough(plan, phase, findings);
}

} // namespace relctl::plan
