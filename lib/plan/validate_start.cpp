// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>
#include <set>

namespace relctl::plan {
namespace {

void check_roles(const Plan& plan, const std::vector<std::string>& roles, Mark mark,
                 const std::string& user, Findings& findings) {
  const auto known = ids_of(plan.roles);
  for (const std::string& role : roles)
    if (find_role(plan, role) == nullptr)
      findings.error(mark, "unknown-role",
                     user + " names role " + quoted(role) + ", which does not exist",
                     name_remedy(role, known, "roles"));
}

/// The versions that the plan writes out: each is one, and they go together. Others are known when
/// the release starts.
void check_versions(const Plan& plan, Findings& findings) {
  ComponentVersions written;
  for (const Component& component : plan.components) {
    if (!component.version || component.version->text.find("{{") != std::string::npos)
      continue;
    if (const auto version = canonical_version(component.version->text))
      written[component.id] = *version;
    else
      findings.error_of(component.mark, "component-version",
                        "the version of component " + quoted(component.id),
                        version.error().message);
  }
  std::vector<CompatibleRow> rows = plan.compatible;
  for (CompatibleRow& row : rows)
    std::erase_if(row.ranges, [&](const auto& range) { return !written.contains(range.first); });
  if (const auto apart = incompatibility(rows, written); apart && !written.empty())
    findings.error(plan.components.front().mark, "components-apart", *apart,
                   "correct a version or the matrix, or leave versions to start --component");
}

void check_trains(const Plan& plan, Findings& findings) {
  for (const Train& train : plan.trains) {
    const std::string user = "train " + quoted(train.id);
    check_roles(plan, train.approve, train.mark, user, findings);
    if (!train.weekday && train.approve.empty())
      findings.error(train.mark, "train-without-rule",
                     user + " neither departs at a time nor needs an approval",
                     "give it departs and zone, or approve");
  }
}

void check_signoff(const Plan& plan, Findings& findings) {
  std::set<std::string> seen;
  for (const Approval& approval : plan.signoff) {
    check_roles(plan, {approval.role}, approval.mark, "signoff", findings);
    if (!seen.insert(approval.role).second)
      findings.error(approval.mark, "duplicate-id",
                     "role " + quoted(approval.role) + " stands twice in signoff",
                     "take one of them out");
  }
}

/// `approve start`, `approve window` and `check --phase after` would be about the phase.
void check_phase_names(const Plan& plan, Findings& findings) {
  const auto refuse = [&](const std::string& id, bool is_used, const std::string& meaning) {
    for (const Phase& phase : plan.phases)
      if (phase.id == id && is_used)
        findings.error(phase.mark, "reserved-id",
                       "phase id " + quoted(id) + " is what commands call " + meaning,
                       "rename the phase");
  };
  refuse("start", !plan.signoff.empty() || !plan.trains.empty(), "the start");
  refuse("window", plan.windows.has_value(), "the change windows");
  refuse("after", !plan.after.empty(), "what is due after completion");
}

void check_matrix(const Plan& plan, Findings& findings) {
  const auto known = ids_of(plan.components);
  for (const CompatibleRow& row : plan.compatible) {
    if (row.ranges.empty())
      findings.error(row.mark, "empty-row", "a row of compatible names no component",
                     "write for instance { core: \">=2.3.0 <3.0.0\" }");
    for (const auto& [id, range] : row.ranges)
      if (is_empty(range))
        findings.error(row.mark, "range-impossible",
                       "no version of " + quoted(id) + " is " + quoted(range.text) +
                           ": the row never fits",
                       "turn the bounds round, or part alternatives with ||");
    for (const auto& [id, range] : row.ranges)
      if (std::find(known.begin(), known.end(), id) == known.end())
        findings.error(row.mark, "unknown-component",
                       "compatible names component " + quoted(id) + ", which does not exist",
                       name_remedy(id, known, "components"));
  }
}

void check_levels(const Plan& plan, Findings& findings) {
  std::vector<std::string> steps;
  for (const Step* step : all_steps(plan))
    if (find_step(plan, step->id) == step)
      steps.push_back(step->id);
  for (const IncidentLevel& level : plan.incident_levels) {
    const std::string user = "level " + quoted(level.severity);
    if (!level.oncall.empty())
      check_roles(plan, {level.oncall}, level.mark, user, findings);
    if (level.then && level.then->kind == Consequence::Kind::run_step &&
        find_step(plan, level.then->step) == nullptr)
      findings.error(level.mark, "unknown-step",
                     user + " names step " + quoted(level.then->step) + ", which does not exist",
                     name_remedy(level.then->step, steps, "steps"));
    const bool is_told = plan.comms.contains("incident") || plan.comms.contains("incident_overdue");
    if (level.respond && !is_told)
      findings.warn(level.mark, "response-untold",
                    user + " has a response time, but comms says nothing when it passes",
                    "add the templates incident and incident_overdue");
  }
}

bool has_step(const std::vector<Step>& steps, const Step* step) {
  return std::any_of(steps.begin(), steps.end(),
                     [&](const Step& candidate) { return &candidate == step; });
}

void check_drill(const Plan& plan, Findings& findings) {
  const auto drills = [](const Step& step) { return step.drill; };
  const auto& rollback = plan.rollback;
  for (const Step* step : all_steps(plan))
    if (step->drill && !has_step(rollback.steps, step) && !has_step(rollback.verify, step))
      findings.error(step->mark, "drill-forward",
                     "step " + quoted(step->id) + " has drill, but is no step of the way back",
                     "put drill on the step under rollback.steps or rollback.verify");
  for (const Step& step : rollback.steps)
    if (step.drill && step.point_of_no_return)
      findings.error(step.mark, "drill-no-return",
                     "step " + quoted(step.id) + " would pass a point of no return in a drill",
                     "take drill out");
  const bool has_steps = std::any_of(rollback.steps.begin(), rollback.steps.end(), drills);
  for (const Check* check : all_checks(plan))
    if (check->drilled && !has_steps)
      findings.error(check->mark, "drill-missing",
                     "check " + quoted(check->id) +
                         " needs a drill, but no step of the way back is drilled",
                     "add drill: true to a step of rollback.steps, or take drilled out");
  if (has_steps && std::none_of(rollback.verify.begin(), rollback.verify.end(), drills))
    findings.warn(rollback.mark, "drill-unverified",
                  "a drill runs steps of the way back, but nothing shows that they worked",
                  "add drill: true to a step of rollback.verify");
}

void check_required(const Plan& plan, Findings& findings) {
  for (const Variable& variable : plan.vars)
    if (variable.required && variable.default_value)
      findings.warn(variable.mark, "required-with-default",
                    "variable " + quoted(variable.id) +
                        " is required, but its default fills it without anybody noticing",
                    "take out default or required");
}

} // namespace

void validate_start(const Plan& plan, Findings& findings) {
  if (plan.windows)
    check_roles(plan, plan.windows->approve, plan.windows->mark, "windows", findings);
  check_trains(plan, findings);
  check_signoff(plan, findings);
  check_phase_names(plan, findings);
  check_matrix(plan, findings);
  check_versions(plan, findings);
  check_required(plan, findings);
  check_levels(plan, findings);
  check_drill(plan, findings);
}

} // namespace relctl::plan
