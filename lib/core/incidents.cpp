// SPDX-License-Identifier: Apache-2.0
#include "core/incidents.hpp"

#include "core/gate.hpp"
#include "core/messages.hpp"
#include "core/statement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

void add_message(const Situation& situation, const std::string& comms,
                 const IncidentState& incident, std::vector<Event>& events) {
  if (auto message = prepare_incident_message(situation, comms, incident))
    events.push_back(std::move(*message));
}

} // namespace

std::optional<Instant> respond_by(const plan::Plan& plan, const IncidentState& incident) {
  const plan::IncidentLevel* level = plan::find_level(plan, incident.opened.severity);
  if (level == nullptr || !level->respond || incident.acknowledged || incident.closed)
    return std::nullopt;
  return incident.at + *level->respond;
}

std::string new_incident_id(const State& state) {
  for (std::size_t number = state.incidents.size() + 1;; ++number) {
    auto id = fmt::format("inc-{}", number);
    if (!state.incidents.contains(id))
      return id;
  }
}

std::string responders(const plan::Plan& plan, const IncidentOpened& incident) {
  const plan::IncidentLevel* level = plan::find_level(plan, incident.severity);
  return level == nullptr ? "" : level->oncall;
}

std::string closers(const plan::Plan& plan, const IncidentOpened& incident) {
  const std::string oncall = responders(plan, incident);
  return oncall.empty() ? owner_role(plan) : oncall;
}

IncidentWatch watch_incidents(const Situation& situation) {
  IncidentWatch watch;
  for (const auto& [id, incident] : situation.state.incidents) {
    if (incident.closed)
      continue;
    add_message(situation, "incident", incident, watch.events);
    const auto due = respond_by(situation.plan, incident);
    if (!due || incident.overdue)
      continue;
    if (situation.now < *due) {
      watch.wake = std::min(watch.wake, *due);
      continue;
    }
    watch.events.push_back(IncidentOverdue{id, incident.opened.severity, *due - incident.at});
    add_message(situation, "incident_overdue", incident, watch.events);
  }
  return watch;
}

std::vector<LevelBreach> level_breaches(const plan::Plan& plan, const State& state, Instant now) {
  std::vector<LevelBreach> breaches;
  for (const auto& [id, incident] : state.incidents) {
    const plan::IncidentLevel* level = plan::find_level(plan, incident.opened.severity);
    if (incident.closed || level == nullptr || !level->then)
      continue;
    if (is_taken_back(state, level->then->scope))
      continue;
    // Whether it holds the release is what `blocking` says; a breach here only moves something.
    const bool rolls_back = level->then->kind == plan::Consequence::Kind::rollback;
    breaches.push_back(
        {{Cause::breach, id, "incident " + incident_text(incident.opened), now, rolls_back},
         *level->then});
  }
  return breaches;
}

IncidentReasons incident_reasons(const plan::Plan& plan, const plan::Phase& phase,
                                 const State& state, Instant now) {
  IncidentReasons found;
  for (const plan::Threshold& threshold : plan.thresholds) {
    if (threshold.incident_severity.empty() || !plan::applies(threshold, phase) ||
        is_taken_back(state, threshold.then.scope))
      continue;
    for (const auto& [id, incident] : state.incidents) {
      const bool in_scope =
          threshold.incident_scope.empty() || threshold.incident_scope == incident.opened.scope;
      if (incident.closed || incident.opened.severity != threshold.incident_severity || !in_scope)
        continue;
      found.roll_back |= threshold.then.kind == plan::Consequence::Kind::rollback;
      found.reasons.push_back({Cause::breach, threshold.id,
                               "incident " + incident_text(incident.opened), now,
                               is_hard(threshold)});
    }
  }
  for (LevelBreach& breach : level_breaches(plan, state, now)) {
    found.roll_back |= breach.then.kind == plan::Consequence::Kind::rollback;
    found.reasons.push_back(std::move(breach.reason));
  }
  const auto& blocking = plan.blocking_incidents;
  for (const auto& [id, incident] : state.incidents)
    if (!incident.closed &&
        std::find(blocking.begin(), blocking.end(), incident.opened.severity) != blocking.end())
      found.reasons.push_back(
          {Cause::incident, id,
           fmt::format("{} is open: {}", incident.opened.severity, incident.opened.summary), now,
           true});
  return found;
}

plan::Values incident_values(const plan::Plan& plan, const IncidentState& incident) {
  const plan::IncidentLevel* level = plan::find_level(plan, incident.opened.severity);
  const plan::Role* oncall = level == nullptr ? nullptr : plan::find_role(plan, level->oncall);
  const auto due = respond_by(plan, incident);
  plan::Values values{
      {"incident_id", incident.opened.incident},
      {"incident_severity", incident.opened.severity},
      {"incident_scope", incident.opened.scope},
      {"incident_summary", incident.opened.summary},
      {"incident_oncall", oncall == nullptr ? "" : oncall->title},
      {"incident_respond_by", due ? format_instant({due->ms / 1000 * 1000}) : std::string()}};
  std::erase_if(values, [](const auto& entry) { return entry.second.empty(); });
  return values;
}

std::string incident_text(const IncidentOpened& incident) {
  return fmt::format("{} ({}{}{}): {}", incident.incident, incident.severity,
                     incident.scope.empty() ? "" : ", ", incident.scope, incident.summary);
}

} // namespace relctl::core
