// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// One kind of name that other parts of the plan refer to.
class Known {
public:
  Known(std::string kind, std::string section, std::vector<std::string> names)
      : m_kind(std::move(kind)), m_section(std::move(section)), m_names(std::move(names)) {}

  void check(const std::string& name, Mark mark, const std::string& user,
             Findings& findings) const {
    if (contains(m_names, name))
      return;
    findings.error(mark, "unknown-" + m_kind,
                   user + " names " + m_kind + " " + quoted(name) + ", which does not exist",
                   name_remedy(name, m_names, m_section));
  }

private:
  std::string m_kind;
  std::string m_section;
  std::vector<std::string> m_names;
};

std::vector<std::string> all_step_ids(const Plan& plan) {
  std::vector<std::string> ids;
  std::vector<const std::vector<Step>*> groups = rollback_lists(plan.rollback);
  groups.insert(groups.begin(), &plan.steps);
  for (const auto* group : groups)
    for (const Step& step : *group)
      ids.push_back(step.id);
  return ids;
}

/// What a threshold's scope may name.
std::vector<std::string> scope_names(const Plan& plan) {
  std::vector<std::string> names = ids_of(plan.phases);
  for (const Track& track : plan.tracks)
    if (track.id != k_main_track)
      names.push_back(track.id);
  for (const Phase& phase : plan.phases)
    names.push_back(phase_name(phase));
  return names;
}

void check_thresholds(const Plan& plan, Findings& findings) {
  const Known metrics("metric", "metrics", ids_of(plan.metrics));
  const Known phases("phase", "phases", scope_names(plan));
  // One that is misspelt looks like a step: the remedy knows them too.
  std::vector<std::string> names = all_step_ids(plan);
  names.insert(names.end(), {"rollback", "hold", "warn"});
  const Known consequences("step", "steps", std::move(names));
  const Known scopes("scope", "rollback.scopes", ids_of(plan.rollback.scopes));
  for (const Threshold& threshold : plan.thresholds) {
    const std::string user = "threshold " + quoted(threshold.id);
    if (!threshold.metric.empty())
      metrics.check(threshold.metric, threshold.mark, user, findings);
    for (const std::string& phase : threshold.phases)
      phases.check(phase, threshold.mark, user, findings);
    if (!threshold.then.scope.empty())
      scopes.check(threshold.then.scope, threshold.mark, user, findings);
    if (threshold.then.kind == Consequence::Kind::run_step)
      consequences.check(threshold.then.step, threshold.mark, user, findings);
  }
  for (const IncidentLevel& level : plan.incident_levels)
    if (level.then && !level.then->scope.empty())
      scopes.check(level.then->scope, level.mark, "level " + quoted(level.severity), findings);
}

void check_phase_references(const Plan& plan, Findings& findings) {
  const Known roles("role", "roles", ids_of(plan.roles));
  const Known steps("step", "steps", ids_of(plan.steps));
  for (const Phase& phase : plan.phases) {
    const std::string user = "phase " + quoted(phase_name(phase));
    for (const std::string& step : phase.enter)
      steps.check(step, phase.mark, user, findings);
    for (const Approval& approval : phase.approve)
      roles.check(approval.role, approval.mark, user, findings);
  }
  for (const Check* check : all_checks(plan))
    if (!check->role.empty())
      roles.check(check->role, check->mark, "check " + quoted(check->id), findings);
}

void check_conditions(const Plan& plan, Findings& findings) {
  const Known steps("step", "steps", all_step_ids(plan));
  const Known scopes("scope", "rollback.scopes", ids_of(plan.rollback.scopes));
  for (const Step* step : all_steps(plan)) {
    if (!step->scope.empty())
      scopes.check(step->scope, step->mark, "step " + quoted(step->id), findings);
    if (step->only_if.empty())
      continue;
    steps.check(step->only_if, step->only_if_mark, "step " + quoted(step->id), findings);
    if (step->only_if == step->id)
      findings.error(step->only_if_mark, "step-waits-for-itself",
                     "step " + quoted(step->id) + " runs only if it has run itself",
                     "name an earlier step in only_if, or take only_if out");
  }
}

} // namespace

void validate_references(const Plan& plan, Findings& findings) {
  const Known sources("source", "sources", ids_of(plan.sources));
  for (const Metric& metric : plan.metrics)
    sources.check(metric.source, metric.mark, "metric " + quoted(metric.id), findings);
  check_thresholds(plan, findings);
  check_phase_references(plan, findings);
  check_conditions(plan, findings);
}

} // namespace relctl::plan
