// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/variables.hpp"

#include <algorithm>
#include <set>

namespace relctl::plan {
namespace {

/// Refuses the second and every further use of an id within one kind of thing.
class Unique {
public:
  Unique(std::string kind, Findings& findings) : m_kind(std::move(kind)), m_findings(findings) {}

  void add(const std::string& id, Mark mark) {
    if (m_seen.insert(id).second)
      return;
    m_findings.error(mark, "duplicate-id", m_kind + " " + quoted(id) + " is declared twice",
                     "rename one of them");
  }

private:
  std::string m_kind;
  Findings& m_findings;
  std::set<std::string> m_seen;
};

template <class T>
void check_unique(const char* kind, const std::vector<T>& items, Findings& findings) {
  Unique unique(kind, findings);
  for (const T& item : items)
    unique.add(item.id, item.mark);
}

bool is_reserved(const std::string& name) {
  const auto& handed = handed_over_names();
  if (std::find(handed.begin(), handed.end(), name) != handed.end())
    return false;
  const auto& catalogue = template_catalogue();
  return std::any_of(catalogue.begin(), catalogue.end(), [&](const CatalogueEntry& entry) {
    return name == entry.name && !entry.may_be_hidden;
  });
}

/// A name that limits can say: letters, digits and `_`, and none of the limit grammar's own words.
bool is_operand_name(const std::string& name) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool own_word = name == "baseline" || name == "min" || name == "max";
  return !own_word && !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), is_word);
}

void check_each(const Each& each, Mark mark, const std::string& owner, Findings& findings) {
  Unique values("value of each", findings);
  for (const std::string& value : each.values)
    values.add(value, mark);
  if (is_reserved(each.label))
    findings.error(mark, "reserved-id",
                   "label " + quoted(each.label) + " of " + owner +
                       " hides a variable that relctl provides",
                   "name the label otherwise in each; templates may still use it");
}

void check_metric_names(const Metric& metric, Findings& findings) {
  Unique references("reference", findings);
  for (const Reference& reference : metric.references) {
    references.add(reference.id, reference.query.mark);
    if (!is_operand_name(reference.id))
      findings.error(reference.query.mark, "reserved-id",
                     "reference " + quoted(reference.id) + " cannot be named in a limit",
                     "use letters, digits and _, and not baseline, min or max");
  }
  if (metric.each)
    check_each(*metric.each, metric.mark, "metric " + quoted(metric.id), findings);
}

void check_phase_ids(const Plan& plan, Findings& findings) {
  Unique phases("phase", findings);
  for (const Phase& phase : plan.phases)
    phases.add(phase_name(phase), phase.mark);
  for (const Phase& phase : plan.phases)
    if (phase.id == "rollback" || phase.id == "before")
      findings.error(phase.mark, "reserved-id",
                     "phase id " + quoted(phase_name(phase)) + " is kept for relctl's own stages",
                     "rename the phase");
}

/// One person's word is not asked for twice, and a step is not run twice: a repeat is a slip.
void check_lists(const Phase& phase, Findings& findings) {
  std::set<std::string> roles;
  for (const Approval& approval : phase.approve)
    if (!roles.insert(approval.role).second)
      findings.warn(approval.mark, "duplicate-value",
                    "approve of phase " + quoted(phase_name(phase)) + " has " +
                        quoted(approval.role) + " twice",
                    "take one of them out, or write the one that was meant");
  std::set<std::string> steps;
  for (const std::string& step : phase.enter)
    if (!steps.insert(step).second)
      findings.warn(phase.mark, "duplicate-value",
                    "enter of phase " + quoted(phase_name(phase)) + " has " + quoted(step) +
                        " twice, which runs it once",
                    "take one of them out, or write the one that was meant");
}

void check_variable_ids(const Plan& plan, Findings& findings) {
  check_unique("variable", plan.vars, findings);
  for (const Variable& variable : plan.vars)
    if (is_reserved(variable.id))
      findings.error(variable.mark, "reserved-id",
                     "variable " + quoted(variable.id) + " is provided by relctl itself",
                     "rename the variable");
}

void check_step_ids(const Plan& plan, Findings& findings) {
  Unique steps("step", findings);
  std::vector<const std::vector<Step>*> groups = rollback_lists(plan.rollback);
  groups.insert(groups.begin(), &plan.steps);
  for (const auto* group : groups)
    for (const Step& step : *group) {
      steps.add(step.id, step.mark);
      if (step.each)
        check_each(*step.each, step.mark, "step " + quoted(step.id), findings);
    }
}

} // namespace

void validate_ids(const Plan& plan, Findings& findings) {
  check_unique("role", plan.roles, findings);
  check_unique("source", plan.sources, findings);
  check_unique("metric", plan.metrics, findings);
  check_unique("threshold", plan.thresholds, findings);
  check_variable_ids(plan, findings);
  check_phase_ids(plan, findings);
  check_step_ids(plan, findings);
  check_unique("scope", plan.rollback.scopes, findings);
  check_unique("check", plan.before, findings);
  for (const Phase& phase : plan.phases)
    check_lists(phase, findings);
  for (const Phase& phase : plan.phases) // The same question in several phases has one name.
    check_unique("check", phase.checks, findings);
  for (const Metric& metric : plan.metrics)
    check_metric_names(metric, findings);
}

} // namespace relctl::plan
