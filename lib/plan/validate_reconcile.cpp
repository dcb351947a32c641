// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>
#include <set>

namespace relctl::plan {
namespace {

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A Prometheus, a page of metrics and a list of alerts have numbers, not rows.
bool has_rows(SourceKind kind) {
  return kind == SourceKind::postgres || kind == SourceKind::sqlite || kind == SourceKind::json ||
         kind == SourceKind::command;
}

/// One comparison where it stands in the plan.
class Reconciliation {
public:
  Reconciliation(const Plan& plan, const Step& step, Names times, Findings& findings)
      : m_plan(plan), m_known(known_variables(plan)), m_owner(quoted(step.id)),
        m_findings(findings) {
    for (std::string& label : labels_for(plan, step))
      m_known.push_back(std::move(label));
    m_known.insert(m_known.end(), times.begin(), times.end());
  }

  void check(const ReconcileAction& action) const {
    check_rows(action.left, "left");
    check_rows(action.right, "right");
    check_columns(action);
  }

private:
  void check_rows(const RowQuery& rows, const std::string& side) const {
    const std::string subject = side + " of " + m_owner;
    const Source* source = find_source(m_plan, rows.source);
    if (source == nullptr)
      return m_findings.error(rows.mark, "unknown-source",
                              subject + " names source " + quoted(rows.source) +
                                  ", which does not exist",
                              name_remedy(rows.source, ids_of(m_plan.sources), "sources"));
    if (!has_rows(source->kind))
      return m_findings.error(rows.mark, "source-without-rows",
                              subject + " asks source " + quoted(rows.source) + " of kind " +
                                  std::string(source_kind_name(source->kind)) +
                                  " for rows, which it does not have",
                              "ask a postgres, sqlite, json or command source");
    if (rows.request && source->kind != SourceKind::json)
      m_findings.error(rows.mark, "request-without-json",
                       subject + " has a request, but source " + quoted(rows.source) +
                           " is of kind " + std::string(source_kind_name(source->kind)),
                       "take the request out, or read a json source");
    if (is_sql(source))
      check_sql("the query " + subject, rows.query.mark.line > 0 ? rows.query.mark : rows.mark,
                rows.query.text, dialect_of(*source), m_known, m_findings);
  }

  void check_columns(const ReconcileAction& action) const {
    for (const std::string& name : action.ignore)
      if (holds(action.key, name))
        objection(action, "ignore", name, "is a column of the key");
    for (const std::string& name : action.columns)
      if (holds(action.key, name))
        objection(action, "columns", name, "is a column of the key, by which rows are found");
    for (const auto& [name, most] : action.tolerance)
      if (holds(action.key, name) || holds(action.ignore, name) ||
          (!action.columns.empty() && !holds(action.columns, name)))
        objection(action, "tolerance", name, "is not compared");
  }

  void objection(const ReconcileAction& action, const std::string& key, const std::string& column,
                 const std::string& why) const {
    m_findings.error(action.mark, "column-not-compared",
                     key + " of " + m_owner + " names " + quoted(column) + ", which " + why,
                     "take it out there");
  }

  const Plan& m_plan;
  Names m_known;
  std::string m_owner;
  Findings& m_findings;
};

std::vector<const ReconcileAction*> comparisons_of(const Step& step) {
  std::vector<const ReconcileAction*> found;
  if (const auto* action = std::get_if<ReconcileAction>(&step.action))
    found.push_back(action);
  if (const auto* action =
          step.verify ? std::get_if<ReconcileAction>(&step.verify->action) : nullptr)
    found.push_back(action);
  return found;
}

/// What runs before its phase has started: preconditions, and what phases enter by.
std::set<const Step*> early_steps(const Plan& plan) {
  std::set<const Step*> steps;
  for (const Check* check : early_checks(plan))
    if (check->step)
      steps.insert(&*check->step);
  for (const Phase& phase : plan.phases)
    for (const std::string& id : phase.enter)
      steps.insert(find_step(plan, id));
  return steps;
}

void check_items(const Check& check, Findings& findings) {
  const auto* action = std::get_if<ReconcileAction>(&check.step->action);
  if (action != nullptr && check.items && action->at_most > 0)
    findings.error(check.mark, "at-most-with-items",
                   "check " + quoted(check.id) +
                       " lets rows differ (at_most), but its items block for each of them",
                   "take one of the two out");
}

} // namespace

void validate_reconcile(const Plan& plan, Findings& findings) {
  const std::set<const Step*> early = early_steps(plan);
  for (const Step* step : all_steps(plan))
    for (const ReconcileAction* action : comparisons_of(*step)) {
      Names times{"release_start"};
      if (!early.contains(step))
        times.emplace_back("phase_start");
      Reconciliation(plan, *step, std::move(times), findings).check(*action);
    }
  for (const Check* check : all_checks(plan))
    if (check->step)
      check_items(*check, findings);
}

} // namespace relctl::plan
