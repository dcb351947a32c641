// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace relctl::plan {

void Findings::error(Mark mark, std::string rule, std::string message, std::string remedy) {
  m_diagnostics.push_back(
      {Severity::error, mark, std::move(rule), std::move(message), std::move(remedy)});
}

void Findings::warn(Mark mark, std::string rule, std::string message, std::string remedy) {
  m_diagnostics.push_back(
      {Severity::warning, mark, std::move(rule), std::move(message), std::move(remedy)});
}

void Findings::error_of(Mark mark, std::string rule, const std::string& subject,
                        const std::string& sentence) {
  const std::size_t border = sentence.rfind("; ");
  const std::string remedy = border == sentence.npos ? "" : sentence.substr(border + 2);
  error(mark, std::move(rule), subject + ": " + sentence.substr(0, border), remedy);
}

std::vector<Diagnostic> Findings::take() {
  return std::exchange(m_diagnostics, {});
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string quoted(const std::string& word) {
  return "'" + one_line(word, 80) + "'";
}

std::string name_remedy(const std::string& word, const std::vector<std::string>& known,
                        const std::string& section) {
  if (const auto near = nearest(word, known))
    return "write " + quoted(*near);
  if (known.empty())
    return "declare it under " + section;
  return "declare it under " + section + " or write one of " + one_line(join(known, ", "), 200);
}

std::vector<std::string> known_variables(const Plan& plan) {
  std::vector<std::string> names = ids_of(plan.vars);
  for (const CatalogueEntry& entry : template_catalogue())
    names.emplace_back(entry.name);
  for (const Component& component : plan.components)
    names.push_back(component_variable(component.id));
  return names;
}

std::vector<std::string> labels_for(const Plan& plan, const Step& step) {
  std::vector<std::string> labels;
  if (step.each)
    labels.push_back(step.each->label);
  for (const Step* other : all_steps(plan))
    if (other->each && other->otherwise == step.id)
      labels.push_back(other->each->label);
  return labels;
}

std::vector<const Check*> early_checks(const Plan& plan) {
  std::vector<const Check*> checks;
  for (const Check& check : plan.before)
    checks.push_back(&check);
  if (plan.observe)
    for (const Check& check : plan.observe->before)
      checks.push_back(&check);
  return checks;
}

std::vector<const Check*> all_checks(const Plan& plan) {
  std::vector<const Check*> checks = early_checks(plan);
  for (const auto* group : {&plan.rollback.readmit, &plan.after})
    for (const Check& check : *group)
      checks.push_back(&check);
  for (const Phase& phase : plan.phases)
    for (const Check& check : phase.checks)
      checks.push_back(&check);
  return checks;
}

std::vector<const Step*> all_steps(const Plan& plan) {
  std::vector<const Step*> steps;
  std::vector<const std::vector<Step>*> groups = rollback_lists(plan.rollback);
  groups.insert(groups.begin(), &plan.steps);
  for (const auto* group : groups)
    for (const Step& step : *group)
      steps.push_back(&step);
  for (const Check* check : all_checks(plan))
    if (check->step)
      steps.push_back(&*check->step);
  if (plan.observe && plan.observe->alive)
    steps.push_back(&*plan.observe->alive);
  return steps;
}

} // namespace relctl::plan
