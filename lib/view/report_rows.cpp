// SPDX-License-Identifier: Apache-2.0
#include "view/report_rows.hpp"

#include "view/phrase.hpp"

#include <algorithm>
#include <map>

namespace relctl::view {
namespace {

PhaseRow planned_row(const ReportSubject& subject, const plan::Phase& phase) {
  PhaseRow row;
  row.track = phase.track;
  row.id = phase.id;
  row.traffic = planned_share(subject.plan, phase, subject.state.opened.vars);
  row.standing = standing_of_phase(subject.state, phase);
  return row;
}

/// What is known of a phase without a plan.
PhaseRow visited_row(const ReportSubject& subject, const core::PhaseState& visit) {
  plan::Phase phase;
  phase.track = visit.track;
  phase.id = visit.id;
  PhaseRow row = planned_row(subject, phase);
  return row;
}

void put_times(PhaseRow& row, const core::PhaseState& visit, const core::State& state) {
  row.traffic = visit.traffic;
  row.entered_at = visit.entered_at;
  row.started_at = visit.started_at;
  row.left_at = visit.passed_at;
  if (const core::TakenBack* taken = taken_back_with(state, visit.track); taken && !row.left_at)
    row.left_at = taken->at - taken->took;
  if (!row.left_at && state.rollback)
    row.left_at = state.rollback->requested_at;
}

void count(const core::ReadingsTaken& taken, PhaseRow& row) {
  for (const core::Reading& reading : taken.readings)
    if (!reading.metric.starts_with('@')) {
      ++row.readings;
      row.good_readings += reading.value ? 1 : 0;
    }
  if (taken.runs)
    for (const core::ReadingRun& run : *taken.runs) {
      row.readings += static_cast<int>(run.size());
      row.good_readings += static_cast<int>(run.size());
    }
}

/// A phase that has passed is watched on until the next is entered: that decided nothing of it.
bool is_of_visit(const PhaseRow& row, const core::Recorded& recorded) {
  return !row.left_at || recorded.at <= *row.left_at;
}

void count_readings(std::vector<PhaseRow>& rows, const std::vector<core::Recorded>& readings) {
  for (const core::Recorded& recorded : readings)
    if (const auto* taken = std::get_if<core::ReadingsTaken>(&recorded.event))
      for (PhaseRow& row : rows)
        if (row.track == taken->track && row.id == taken->phase && is_of_visit(row, recorded))
          count(*taken, row);
}

void put_verdicts(std::vector<PhaseRow>& rows, const std::vector<core::Recorded>& events) {
  for (const core::Recorded& recorded : events)
    if (const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event))
      for (PhaseRow& row : rows)
        if (row.track == verdict->track && row.id == verdict->phase &&
            (is_of_visit(row, recorded) || verdict->verdict == core::Verdict::rollback))
          row.verdict = &recorded;
}

} // namespace

std::vector<PhaseRow> phase_rows(const ReportSubject& subject) {
  std::vector<PhaseRow> rows;
  for (const plan::Phase& phase : subject.plan.phases)
    rows.push_back(planned_row(subject, phase));
  for (const core::PhaseState& visit : subject.state.phases) {
    auto row = std::find_if(rows.begin(), rows.end(), [&](const PhaseRow& candidate) {
      return candidate.track == visit.track && candidate.id == visit.id;
    });
    if (row == rows.end())
      row = rows.insert(rows.end(), visited_row(subject, visit));
    put_times(*row, visit, subject.state);
  }
  count_readings(rows, subject.readings);
  put_verdicts(rows, subject.events);
  return rows;
}

std::vector<std::string> tracks_of(const std::vector<PhaseRow>& rows) {
  std::vector<std::string> tracks;
  for (const PhaseRow& row : rows)
    if (std::find(tracks.begin(), tracks.end(), row.track) == tracks.end())
      tracks.push_back(row.track);
  return tracks;
}

std::vector<StepRow> step_rows(const ReportSubject& subject) {
  std::map<std::string, Instant> ends;
  for (const core::Recorded& recorded : subject.events)
    if (const auto* ended = std::get_if<core::StepEnded>(&recorded.event))
      ends[ended->address.key()] = recorded.at;
  std::vector<StepRow> rows;
  for (const std::string& key : subject.state.step_order) {
    const core::StepState& step = subject.state.steps.at(key);
    const auto ended = ends.find(key);
    const bool has_ended = step.status != core::StepState::Status::running && ended != ends.end() &&
                           ended->second >= step.started_at;
    rows.push_back({step.address, &step, step.first_started_at,
                    has_ended ? std::optional(ended->second) : std::nullopt, step.attempt});
  }
  return rows;
}

std::vector<VerificationRow> verification_rows(const ReportSubject& subject) {
  std::vector<VerificationRow> rows;
  const auto add = [&](const plan::Phase* phase, const std::string& name) {
    for (CheckRow& check : check_rows(subject.plan, phase, subject.state))
      rows.push_back({name, std::move(check)});
  };
  add(nullptr, "before");
  for (CheckRow& check : readmission_rows(subject.plan, subject.state))
    if (check.ok)
      rows.push_back({"before", std::move(check)});
  for (const plan::Phase& phase : subject.plan.phases)
    add(&phase, plan::phase_name(phase));
  if (subject.state.completed_at)
    for (CheckRow& check : after_rows(subject.plan, subject.state))
      rows.push_back({"after", std::move(check)});
  return rows;
}

ReportCounts counts_of(const ReportSubject& subject) {
  ReportCounts counts;
  for (const PhaseRow& row : phase_rows(subject)) {
    ++counts.phases;
    counts.phases_done += row.standing.name == "passed" ? 1 : 0;
    counts.readings += row.readings;
    counts.good_readings += row.good_readings;
  }
  for (const VerificationRow& row : verification_rows(subject)) {
    ++counts.checks;
    counts.checks_passed += row.check.ok.value_or(false) ? 1 : 0;
  }
  for (const StepRow& row : step_rows(subject)) {
    ++counts.steps;
    counts.failed_steps += row.state->status == core::StepState::Status::failed ? 1 : 0;
  }
  counts.incidents = static_cast<int>(subject.state.incidents.size());
  std::set<std::string> breaches;
  for (const core::Recorded& recorded : subject.events) {
    counts.escalations += std::holds_alternative<core::HoldEscalated>(recorded.event) ? 1 : 0;
    const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event);
    if (verdict == nullptr)
      continue;
    const bool is_hold =
        verdict->verdict == core::Verdict::hold &&
        std::any_of(verdict->reasons.begin(), verdict->reasons.end(), [](const auto& reason) {
          return reason.blocks && reason.cause != plan::Cause::observing &&
                 reason.cause != plan::Cause::before_phase;
        });
    counts.holds += is_hold ? 1 : 0;
    for (const core::Finding& finding : verdict->findings)
      if (finding.status == core::Status::breach)
        breaches.insert(verdict->track + "/" + verdict->phase + "/" + finding_name(finding));
  }
  counts.breaches = static_cast<int>(breaches.size());
  return counts;
}

} // namespace relctl::view
