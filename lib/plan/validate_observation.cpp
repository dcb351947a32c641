// SPDX-License-Identifier: Apache-2.0
#include "base/quantity.hpp"
#include "plan/findings.hpp"

#include <algorithm>
#include <set>

namespace relctl::plan {
namespace {

void check_names(const Plan& plan, const Observation& observe, Findings& findings) {
  const std::vector<std::string> steps = ids_of(plan.steps);
  for (const std::string& id : observe.on_miss)
    if (find_step(plan, id) == nullptr)
      findings.error(observe.on_miss_mark, "unknown-step",
                     "on_miss names step " + quoted(id) + ", which does not exist",
                     name_remedy(id, steps, "steps"));
  for (const Checkpoint& checkpoint : observe.checkpoints)
    if (!checkpoint.role.empty() && find_role(plan, checkpoint.role) == nullptr)
      findings.error(checkpoint.mark, "unknown-role",
                     "checkpoint " + quoted(checkpoint.id) + " names role " +
                         quoted(checkpoint.role) + ", which does not exist",
                     name_remedy(checkpoint.role, ids_of(plan.roles), "roles"));
}

void check_families(const Plan& plan, const Observation& observe, Findings& findings) {
  if (observe.families.empty())
    return;
  const Source* source = find_source(plan, observe.families_source);
  if (source == nullptr)
    findings.error(observe.families_mark, "unknown-source",
                   "families are looked for in source " + quoted(observe.families_source) +
                       ", which does not exist",
                   name_remedy(observe.families_source, ids_of(plan.sources), "sources"));
  else if (source->kind != SourceKind::exposition && source->kind != SourceKind::prometheus)
    findings.error(observe.families_mark, "families-source",
                   "source " + quoted(source->id) + " has no metric families",
                   "name a prometheus or an exposition source under observe.source");
}

/// The number of samples where the plan writes it out.
std::optional<double> literal_samples(const Observation& observe) {
  const auto number = parse_number(observe.samples.text);
  return number ? std::optional(*number) : std::nullopt;
}

void check_checkpoints(const Observation& observe, Findings& findings) {
  std::set<std::string> seen;
  const auto samples = literal_samples(observe);
  for (const Checkpoint& checkpoint : observe.checkpoints) {
    if (!seen.insert(checkpoint.id).second)
      findings.error(checkpoint.mark, "duplicate-id",
                     "checkpoint " + quoted(checkpoint.id) + " is declared twice",
                     "ask both in one question");
    if (samples && checkpoint.sample > *samples)
      findings.error(checkpoint.mark, "checkpoint-unreachable",
                     "checkpoint " + quoted(checkpoint.id) + " comes after the last of " +
                         observe.samples.text + " samples",
                     "take more samples, or ask earlier");
  }
}

void check_schedule(const Observation& observe, Findings& findings) {
  int beginnings = 0;
  const ScheduleItem* before = nullptr;
  for (const ScheduleItem& item : observe.schedule) {
    if (item.begins && ++beginnings > 1)
      findings.error(item.mark, "schedule-begins-twice",
                     "a second line of the schedule begins sampling", "mark only one with begins");
    if (before != nullptr && item.at.minute < before->at.minute)
      findings.warn(item.mark, "schedule-order", "the schedule goes back in time here",
                    "write its lines in order; it lies within one day");
    before = &item;
  }
}

} // namespace

void validate_observation(const Plan& plan, Findings& findings) {
  if (!plan.observe)
    return;
  const Observation& observe = *plan.observe;
  check_names(plan, observe, findings);
  check_families(plan, observe, findings);
  check_checkpoints(observe, findings);
  check_schedule(observe, findings);
  if (plan.metrics.empty() && observe.families.empty())
    findings.error(observe.mark, "nothing-to-observe", "the plan has neither metrics nor families",
                   "declare what is to be sampled under metrics");
}

} // namespace relctl::plan
