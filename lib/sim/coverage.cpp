// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage.hpp"

#include "core/observation_state.hpp"
#include "core/step_instances.hpp"

#include <fmt/format.h>

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

template <class Named>
std::vector<std::string> ids_of(const std::vector<Named>& all) {
  std::vector<std::string> ids;
  for (const Named& each : all)
    ids.push_back(each.id);
  return ids;
}

} // namespace

/// One event after the other.
class Coverage::Adding {
public:
  explicit Adding(Coverage& coverage) : m_coverage(coverage) {}

  template <class Other>
  void operator()(const Other&) {}

  void operator()(const core::VerdictReached& verdict) {
    for (const core::Finding& finding : verdict.findings)
      if (finding.status == core::Status::breach)
        m_coverage.m_thresholds.insert(finding.threshold);
    for (const core::Reason& reason : verdict.reasons)
      if (reason.cause == plan::Cause::breach)
        m_coverage.m_thresholds.insert(name_of(reason.subject));
  }
  void operator()(const core::PhaseStarted& phase) {
    m_coverage.m_phases.insert(plan::phase_name(phase.track, phase.phase));
  }
  void operator()(const core::StepStarted& step) {
    const std::string id = core::parse_instance(step.address.step).step;
    const std::string& stage = step.address.stage;
    if (stage == "readmit")
      m_coverage.m_readmission.insert(id);
    else if (stage == "after" && step.address.phase == "after")
      m_coverage.m_after.insert(id);
    else if (step.address.phase == "drill")
      m_coverage.m_drilled.insert(id);
    else if (stage.starts_with(core::k_diagnose_stage))
      m_coverage.m_diagnosis.insert(id);
    else
      m_coverage.m_steps.insert(id);
  }
  void operator()(const core::MessagePrepared& message) {
    m_coverage.m_messages.insert(message.comms);
  }
  /// Whether it was asked for readmission or before any start is known by its name alone.
  void operator()(const core::CheckAnswered& answer) {
    if (answer.phase == "after")
      m_coverage.m_after.insert(answer.check);
    if (answer.phase == "before")
      m_coverage.m_readmission.insert(answer.check);
  }
  void operator()(const core::SampleTaken& sample) {
    for (const std::string& subject : sample.alerts)
      m_coverage.m_thresholds.insert(name_of(subject));
    for (const std::string& subject : sample.missed)
      m_coverage.m_targets.insert(name_of(subject));
  }
  void operator()(const core::CheckpointReached& reached) {
    m_coverage.m_checkpoints.insert(reached.check);
  }
  void operator()(const core::ScheduleReached& reached) {
    m_coverage.m_timetable.insert(reached.clock);
  }
  void operator()(const core::LivenessLost&) { m_coverage.m_diagnosis.insert("alive"); }

private:
  /// `p95` of `p95[swap]`.
  static std::string name_of(const std::string& subject) {
    return subject.substr(0, subject.find('['));
  }

  Coverage& m_coverage;
};

void Coverage::add(const std::vector<core::Recorded>& events) {
  Adding adding(*this);
  for (const core::Recorded& recorded : events)
    std::visit(adding, recorded.event);
}

std::vector<Coverage::Row> Coverage::rows_of_release(const plan::Plan& plan) const {
  std::vector<std::string> thresholds;
  for (const plan::Threshold& threshold : plan.thresholds)
    if (threshold.breach || !threshold.incident_severity.empty())
      thresholds.push_back(threshold.id);
  std::vector<std::string> phases;
  for (const plan::Phase& phase : plan.phases)
    phases.push_back(plan::phase_name(phase));
  std::vector<std::string> steps;
  std::vector<std::string> drilled;
  for (const auto* list : plan::rollback_lists(plan.rollback))
    for (const plan::Step& step : *list) {
      steps.push_back(step.id);
      if (step.drill)
        drilled.push_back(step.id);
    }
  std::vector<std::string> messages;
  for (const auto& [id, text] : plan.comms)
    messages.push_back(id);
  return {row_of("thresholds", thresholds, m_thresholds),
          row_of("phases", phases, m_phases),
          row_of("rollback steps", steps, m_steps),
          row_of("messages", messages, m_messages),
          row_of("steps of a drill", drilled, m_drilled),
          row_of("checks for readmission", ids_of(plan.rollback.readmit), m_readmission),
          row_of("checks after completion", ids_of(plan.after), m_after)};
}

std::vector<Coverage::Row> Coverage::rows_of_observation(const plan::Plan& plan) const {
  const plan::Observation& observe = *plan.observe;
  std::vector<std::string> limits;
  std::vector<std::string> targets;
  for (const plan::Threshold& threshold : plan.thresholds) {
    if (threshold.breach)
      limits.push_back(threshold.id);
    if (threshold.target)
      targets.push_back(threshold.id);
  }
  std::vector<std::string> timetable;
  for (const plan::ScheduleItem& item : observe.schedule)
    timetable.push_back(fmt::format("{:02}:{:02}", item.at.minute / 60, item.at.minute % 60));
  std::vector<std::string> diagnosis = observe.on_miss;
  if (observe.alive)
    diagnosis.push_back(observe.alive->id);
  return {row_of("thresholds", limits, m_thresholds), row_of("targets", targets, m_targets),
          row_of("checkpoints", ids_of(observe.checkpoints), m_checkpoints),
          row_of("lines of the timetable", timetable, m_timetable),
          row_of("steps of a miss", diagnosis, m_diagnosis)};
}

std::vector<Coverage::Row> Coverage::rows(const plan::Plan& plan) const {
  return plan::is_observation_only(plan) ? rows_of_observation(plan) : rows_of_release(plan);
}

} // namespace relctl::sim
