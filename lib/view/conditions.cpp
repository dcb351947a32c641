// SPDX-License-Identifier: Apache-2.0
#include "view/conditions.hpp"

#include "base/text.hpp"
#include "core/entry.hpp"
#include "core/incidents.hpp"
#include "core/standing.hpp"
#include "core/start_reasons.hpp"
#include "core/values.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

std::string window_line(const plan::ChangeWindows& windows, Instant now) {
  std::string text = "phases are entered " + plan::format_windows(windows);
  const bool open = plan::is_open(windows, now);
  const Instant edge = open ? plan::next_closing(windows, now) : plan::next_opening(windows, now);
  if (edge != k_never)
    text += fmt::format("; {} {}", open ? "open now, until" : "closed now, they open",
                        plan::format_local(windows.zone, edge));
  if (!windows.approve.empty())
    text += "; at other times with approval of " + join(windows.approve, " and ");
  return text;
}

std::string train_line(const plan::Train& train, Instant now) {
  std::string text = "train " + train.id;
  if (const auto departs = plan::next_departure(train, now))
    text += fmt::format(" leaves {}, next {}", plan::format_departure(train),
                        plan::format_local(train.zone, *departs));
  if (!train.approve.empty())
    text += " with approval of " + join(train.approve, " and ");
  return text;
}

std::string level_line(const plan::IncidentLevel& level, const plan::Values& values) {
  std::vector<std::string> parts;
  if (level.respond)
    parts.push_back("acknowledged within " + format_duration(*level.respond));
  if (level.then && level.then->kind == plan::Consequence::Kind::rollback)
    parts.push_back(level.then->scope.empty() ? "rolls back" : "takes back " + level.then->scope);
  if (level.then && level.then->kind == plan::Consequence::Kind::run_step)
    parts.push_back("runs " + level.then->step);
  if (!level.oncall.empty())
    parts.push_back("on call " + level.oncall);
  if (!level.runbook.text.empty())
    parts.push_back("runbook " + one_line(plan::render(level.runbook.text, values)));
  return fmt::format("incident {}: {}", level.severity,
                     parts.empty() ? "on record" : join(parts, ", "));
}

std::string component_line(const PlanSubject& subject, const plan::Component& component) {
  const auto version = subject.components.find(component.id);
  if (version != subject.components.end())
    return fmt::format("component {} {}", component.id, version_text(version->second));
  if (subject.version.empty() && component.version)
    return fmt::format("component {} {}", component.id, one_line(component.version->text, 60));
  return fmt::format("component {}: no version; give it with --component", component.id);
}

void add_components(const PlanSubject& subject, std::vector<std::string>& lines) {
  for (const plan::Component& component : subject.plan.components)
    lines.push_back(component_line(subject, component));
  const auto why = plan::incompatibility(subject.plan.compatible, subject.components);
  if (why && !subject.version.empty())
    lines.push_back("no-go: " + *why);
}

std::string drill_text(const core::DrillState& drill) {
  if (!drill.ended)
    return "a drill of the rollback is under way since " + time_text(drill.at);
  return fmt::format("{} at {}", core::describe(*drill.ended), time_text(drill.at));
}

} // namespace

std::vector<std::string> condition_lines(const PlanSubject& subject) {
  const plan::Plan& plan = subject.plan;
  std::vector<std::string> lines;
  for (const plan::Variable& variable : plan.vars)
    if (variable.required && !subject.vars.contains(variable.id))
      lines.push_back(fmt::format("variable {}{} is required and has no value", variable.id,
                                  variable.title.empty() ? "" : " (" + variable.title + ")"));
  add_components(subject, lines);
  for (const plan::Approval& approval : plan.signoff)
    lines.push_back("sign-off by " + approval.role);
  for (const plan::Train& train : plan.trains)
    lines.push_back(train_line(train, subject.now));
  if (plan.windows)
    lines.push_back(window_line(*plan.windows, subject.now));
  const plan::Values values = core::values_of(plan, state_in(subject, nullptr), nullptr);
  for (const plan::IncidentLevel& level : plan.incident_levels)
    lines.push_back(level_line(level, values));
  for (const plan::Check& check : plan.after)
    lines.push_back("due after completion: " + check.id);
  return lines;
}

std::vector<ApprovalRow> signoff_rows(const plan::Plan& plan, const core::State& state) {
  std::vector<ApprovalRow> rows;
  for (const std::string& id : core::signoff_roles(plan, state)) {
    const plan::Role* role = plan::find_role(plan, id);
    const core::ApprovalGiven* given = core::find_signoff(state, id);
    rows.push_back({id, role == nullptr ? "" : role->title, given != nullptr,
                    given == nullptr ? "" : given->as});
  }
  return rows;
}

std::vector<ConditionLine> status_conditions(const StatusSubject& subject) {
  const core::State& state = subject.state;
  std::vector<ConditionLine> lines;
  const bool moves = !core::is_over(state) && !state.rollback;
  if (moves && state.opened.departs_at && subject.now < *state.opened.departs_at)
    lines.push_back({true, fmt::format("train {} leaves {}", state.opened.train,
                                       time_text(*state.opened.departs_at))});
  if (moves && subject.plan.windows) {
    const auto special = core::opened_until(subject.plan, state, subject.now);
    const bool open = special || plan::is_open(*subject.plan.windows, subject.now);
    lines.push_back(
        {!open, special ? "change windows are open by special approval until " + time_text(*special)
                        : window_line(*subject.plan.windows, subject.now)});
  }
  if (const auto& frozen = core::versions_of(subject.ledger, state.opened.plan).frozen)
    lines.push_back({true, fmt::format("releases of {} are frozen since the rollback of {}: {}",
                                       frozen->plan, frozen->release, frozen->reason)});
  if (state.drill)
    lines.push_back(
        {state.drill->ended && !state.drill->ended->complete, drill_text(*state.drill)});
  if (!state.attachments.empty())
    lines.push_back(
        {false, fmt::format("{} file{} of evidence, newest {}", state.attachments.size(),
                            state.attachments.size() == 1 ? "" : "s",
                            state.attachments.back().file.name)});
  return lines;
}

std::string runbook_of(const StatusSubject& subject, const core::IncidentState& incident) {
  const plan::IncidentLevel* level = plan::find_level(subject.plan, incident.opened.severity);
  if (level == nullptr)
    return {};
  const plan::Phase* phase = core::plan_phase(subject.plan, core::current_phase(subject.state));
  plan::Values values = core::values_of(subject.plan, subject.state, phase);
  values.merge(core::incident_values(subject.plan, incident));
  return plan::render(level->runbook.text, values);
}

std::string incident_line(const StatusSubject& subject, const core::IncidentState& incident) {
  const plan::Plan& plan = subject.plan;
  const Instant now = subject.now;
  const core::IncidentOpened& opened = incident.opened;
  std::string text = fmt::format("{} {}{}{}, open for {}, {}", opened.severity, opened.incident,
                                 opened.scope.empty() ? "" : " in " + opened.scope,
                                 opened.summary.empty() ? "" : ": " + one_line(opened.summary),
                                 short_duration(now - incident.at),
                                 incident.acknowledged ? "acknowledged" : "not acknowledged");
  if (const auto due = core::respond_by(plan, incident))
    text += now < *due ? fmt::format(", respond within {} (by {})", short_duration(*due - now),
                                     format_clock(*due))
                       : fmt::format(", overdue for {}", short_duration(now - *due));
  const plan::IncidentLevel* level = plan::find_level(plan, opened.severity);
  if (level != nullptr && !level->oncall.empty())
    text += ", on call " + level->oncall;
  if (const std::string runbook = runbook_of(subject, incident); !runbook.empty())
    text += ", runbook " + one_line(runbook);
  return text;
}

} // namespace relctl::view
