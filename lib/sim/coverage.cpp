// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage.hpp"

#include "core/step_instances.hpp"

namespace relctl::sim {

namespace {

Coverage::Row row_of(std::string kind, const std::vector<std::string>& all,
                     const std::set<std::string>& exercised) {
  Coverage::Row row{std::move(kind), all.size(), {}};
  for (const std::string& id : all)
    if (!exercised.contains(id))
      row.missing.push_back(id);
  return row;
}

} // namespace

void Coverage::add(const std::vector<core::Recorded>& events) {
  for (const core::Recorded& recorded : events) {
    if (const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event)) {
      for (const core::Finding& finding : verdict->findings)
        if (finding.status == core::Status::breach)
          m_thresholds.insert(finding.threshold);
      for (const core::Reason& reason : verdict->reasons)
        if (reason.cause == plan::Cause::breach)
          m_thresholds.insert(reason.subject.substr(0, reason.subject.find('[')));
    } else if (const auto* phase = std::get_if<core::PhaseStarted>(&recorded.event)) {
      m_phases.insert(plan::phase_name(phase->track, phase->phase));
    } else if (const auto* step = std::get_if<core::StepStarted>(&recorded.event)) {
      m_steps.insert(core::parse_instance(step->address.step).step);
    } else if (const auto* message = std::get_if<core::MessagePrepared>(&recorded.event)) {
      m_messages.insert(message->comms);
    }
  }
}

std::vector<Coverage::Row> Coverage::rows(const plan::Plan& plan) const {
  std::vector<std::string> thresholds;
  for (const plan::Threshold& threshold : plan.thresholds)
    if (threshold.breach || !threshold.incident_severity.empty())
      thresholds.push_back(threshold.id);
  std::vector<std::string> phases;
  for (const plan::Phase& phase : plan.phases)
    phases.push_back(plan::phase_name(phase));
  std::vector<std::string> steps;
  for (const auto* list : plan::rollback_lists(plan.rollback))
    for (const plan::Step& step : *list)
      steps.push_back(step.id);
  std::vector<std::string> messages;
  for (const auto& [id, text] : plan.comms)
    messages.push_back(id);
  return {row_of("thresholds", thresholds, m_thresholds), row_of("phases", phases, m_phases),
          row_of("rollback steps", steps, m_steps), row_of("messages", messages, m_messages)};
}

} // namespace relctl::sim
