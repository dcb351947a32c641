// SPDX-License-Identifier: Apache-2.0
#include "plan/environment_name.hpp"
#include "plan/findings.hpp"

#include <map>

namespace relctl::plan {
namespace {

/// Names that something else folds into one: the second would take the first one's place.
class Folded {
public:
  Folded(std::string seen_by, Findings& findings)
      : m_seen_by(std::move(seen_by)), m_findings(findings) {}

  void add(const std::string& name, const std::string& folded, const std::string& owner,
           Mark mark) {
    const auto [known, is_new] = m_known.try_emplace(folded, Known{name, owner});
    if (is_new || known->second.name == name)
      return;
    m_findings.error(mark, "folded-id",
                     owner + " and " + known->second.owner + " are both " + folded + " to " +
                         m_seen_by + ", which would see only one",
                     "rename one of them");
  }

private:
  struct Known {
    std::string name;
    std::string owner;
  };
  std::string m_seen_by;
  Findings& m_findings;
  std::map<std::string, Known> m_known;
};

/// A variable or label beside the times that sources in SQL and commands are given.
void check_time(const std::string& name, const std::string& owner, Mark mark, Findings& findings) {
  if (contains(sql_times(), name))
    findings.error(mark, "reserved-time",
                   owner + " would be hidden by the time of that name that sources in SQL and "
                           "commands are given",
                   "rename it");
}

void check_environment(const Plan& plan, Findings& findings) {
  Folded names("a command", findings);
  const auto add = [&](const std::string& name, const std::string& owner, Mark mark) {
    names.add(name, environment_name(name), owner, mark);
  };
  for (const CatalogueEntry& entry : template_catalogue())
    add(std::string(entry.name), "relctl's own " + quoted(std::string(entry.name)), {});
  for (const Variable& variable : plan.vars) {
    const std::string owner = "variable " + quoted(variable.id);
    add(variable.id, owner, variable.mark);
    check_time(variable.id, owner, variable.mark, findings);
  }
  const auto add_label = [&](const std::optional<Each>& each, const std::string& of, Mark mark) {
    if (!each)
      return;
    const std::string owner = "label " + quoted(each->label) + " of " + of;
    add(each->label, owner, mark);
    check_time(each->label, owner, mark, findings);
  };
  for (const Metric& metric : plan.metrics)
    add_label(metric.each, "metric " + quoted(metric.id), metric.mark);
  for (const Step* step : all_steps(plan))
    add_label(step->each, "step " + quoted(step->id), step->mark);
}

void check_cohorts(const Plan& plan, Findings& findings) {
  for (const Phase& phase : plan.phases) {
    Folded names("a command", findings);
    for (const auto& [key, value] : phase.cohort)
      names.add(key, environment_name("cohort_" + key),
                "cohort " + quoted(key) + " of phase " + quoted(phase_name(phase)), phase.mark);
  }
}

void check_components(const Plan& plan, Findings& findings) {
  Folded names("a template", findings);
  for (const Component& component : plan.components)
    names.add(component.id, component_variable(component.id), "component " + quoted(component.id),
              component.mark);
}

/// `then: hold` holds, whatever the steps are called.
void check_words(const Plan& plan, Findings& findings) {
  for (const Step& step : plan.steps)
    if (step.id == "hold" || step.id == "warn" || step.id == "rollback")
      findings.error(step.mark, "reserved-word",
                     "step " + quoted(step.id) + " is a word of then, which would not run it",
                     "rename the step");
}

} // namespace

void validate_names(const Plan& plan, Findings& findings) {
  check_environment(plan, findings);
  check_cohorts(plan, findings);
  check_components(plan, findings);
  check_words(plan, findings);
}

} // namespace relctl::plan
