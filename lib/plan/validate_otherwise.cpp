// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// An alternative runs where the step would have: what decides whether and where is that step's.
void check_alternative(const Step& step, const Step& other, Findings& findings) {
  const std::string both = quoted(other.id) + ", the otherwise of step " + quoted(step.id) + ",";
  const auto refuse = [&](const std::string& what, const std::string& remedy) {
    findings.error(step.otherwise_mark, "otherwise-condition", "step " + both + " has " + what,
                   remedy);
  };
  if (other.each)
    refuse("each of its own", "take each out of it; it is done where that step failed");
  if (!other.only_if.empty())
    refuse("only_if", "take only_if out of it; it is done only where that step failed");
  if (!other.otherwise.empty())
    refuse("an otherwise of its own", "name one alternative");
  if (step.on_failure == OnFailure::go_on)
    findings.error(step.otherwise_mark, "otherwise-condition",
                   "step " + quoted(step.id) +
                       " goes on after a failure, but has an alternative for it",
                   "write on_failure: continue at " + quoted(other.id) + " instead");
}

void check_not_in_turn(const Plan& plan, const Step& step, Findings& findings) {
  for (const Phase& phase : plan.phases)
    if (contains(phase.enter, step.id) && contains(phase.enter, step.otherwise))
      findings.error(step.otherwise_mark, "otherwise-in-turn",
                     "phase " + quoted(phase.id) + " enters both step " + quoted(step.id) +
                         " and its otherwise " + quoted(step.otherwise),
                     "take " + quoted(step.otherwise) + " out of enter");
}

/// One alternative sees the label of each step that it stands in for, so a value must tell which.
void check_labels(const Plan& plan, const Step& step, Findings& findings) {
  for (const Step* other : all_steps(plan)) {
    if (other == &step)
      return;
    if (other->otherwise == step.otherwise && other->each && step.each &&
        other->each->label != step.each->label)
      findings.error(step.otherwise_mark, "otherwise-condition",
                     "step " + quoted(step.otherwise) + " stands in for " + quoted(other->id) +
                         " and " + quoted(step.id) + ", whose each have different labels",
                     "give both the same label");
  }
}

} // namespace

void validate_otherwise(const Plan& plan, Findings& findings) {
  for (const Step* step : all_steps(plan)) {
    if (step->otherwise.empty())
      continue;
    const auto& steps = plan.steps;
    const auto other = std::find_if(steps.begin(), steps.end(), [&](const Step& candidate) {
      return candidate.id == step->otherwise;
    });
    if (other == steps.end())
      findings.error(step->otherwise_mark, "unknown-step",
                     "otherwise of step " + quoted(step->id) + " names step " +
                         quoted(step->otherwise) + ", which is not under steps",
                     name_remedy(step->otherwise, ids_of(steps), "steps"));
    else
      check_alternative(*step, *other, findings);
    check_not_in_turn(plan, *step, findings);
    check_labels(plan, *step, findings);
  }
}

} // namespace relctl::plan
