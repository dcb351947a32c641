// SPDX-License-Identifier: Apache-2.0
#include "view/conditions.hpp"
#include "view/phrase.hpp"
#include "view/report_rows.hpp"

#include <algorithm>
#include <array>

namespace relctl::view {
namespace {

/// The phase that an event names, if it is about one.
std::string phase_in(const core::Event& event) {
  return std::visit(
      [](const auto& e) -> std::string {
        if constexpr (requires { e.phase; })
          return e.phase;
        else if constexpr (requires { e.address.phase; })
          return e.address.phase;
        else
          return {};
      },
      event);
}

/// The message of which the event tells that it was not delivered; null for any other event.
const core::MessagePrepared* message_in(const ReportSubject& subject, const core::Event& event) {
  const auto* ended = std::get_if<core::DeliveryEnded>(&event);
  if (ended == nullptr)
    return nullptr;
  for (const core::Recorded& recorded : subject.events)
    if (const auto* prepared = std::get_if<core::MessagePrepared>(&recorded.event);
        prepared != nullptr && prepared->id == ended->message)
      return prepared;
  return nullptr;
}

/// Kinds that have a section of their own or that nothing follows from.
bool is_aside(const core::Event& event) {
  if (core::is_plain_delivery(event))
    return true;
  static constexpr std::array<std::string_view, 4> k_kinds{"StepStarted", "MessagePrepared",
                                                           "ReadingsTaken", "VersionKnown"};
  return std::find(k_kinds.begin(), k_kinds.end(), core::kind_of(event)) != k_kinds.end();
}

/// The first reading of a breach in the verdict that led to the way back.
std::optional<Instant> breach_before(const ReportSubject& subject, Instant requested_at) {
  std::optional<Instant> since;
  for (const core::Recorded& recorded : subject.events)
    if (const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event);
        verdict != nullptr && recorded.at <= requested_at)
      for (const core::Finding& finding : verdict->findings)
        if (finding.status == core::Status::breach && verdict->verdict == core::Verdict::rollback &&
            finding.since && (!since || *finding.since < *since))
          since = finding.since;
  return since;
}

} // namespace

bool concerns(const core::Event& event, const core::State& state) {
  return std::visit(core::Overload{[](const core::Frozen&) { return true; },
                                   [](const core::Unfrozen&) { return true; },
                                   [&](const core::VersionReadmitted& e) {
                                     return e.plan == state.opened.plan &&
                                            e.version == state.opened.version;
                                   },
                                   [&](const auto& e) {
                                     if constexpr (requires { e.release; })
                                       return e.release == state.release;
                                     else
                                       return false;
                                   }},
                    event);
}

std::vector<IncidentRow> incident_rows(const ReportSubject& subject) {
  std::vector<IncidentRow> rows;
  const auto find = [&](const std::string& id) {
    return std::find_if(rows.rbegin(), rows.rend(),
                        [&](const IncidentRow& row) { return row.opened.incident == id; });
  };
  for (const core::Recorded& recorded : subject.events) {
    if (const auto* opened = std::get_if<core::IncidentOpened>(&recorded.event))
      rows.push_back({*opened, recorded.at, {}, {}, {}, {}, {}});
    if (const auto* overdue = std::get_if<core::IncidentOverdue>(&recorded.event))
      if (const auto row = find(overdue->incident); row != rows.rend())
        row->overdue_at = recorded.at;
    if (const auto* taken = std::get_if<core::IncidentAcknowledged>(&recorded.event))
      if (const auto row = find(taken->incident); row != rows.rend() && !row->acknowledged_at) {
        row->acknowledged_at = recorded.at;
        row->acknowledged_by = taken->as;
      }
    if (const auto* closed = std::get_if<core::IncidentClosed>(&recorded.event))
      if (const auto row = find(closed->incident); row != rows.rend()) {
        row->closed_at = recorded.at;
        row->closed_because = closed->reason;
      }
  }
  return rows;
}

std::vector<SignatureRow> signature_rows(const ReportSubject& subject) {
  std::vector<SignatureRow> rows;
  for (const core::Recorded& recorded : subject.events)
    if (const auto* given = std::get_if<core::ApprovalGiven>(&recorded.event))
      rows.push_back({given->subject, given->role, given->as, given->reason, recorded.at});
  for (const ApprovalRow& approval : signoff_rows(subject.plan, subject.state))
    if (!approval.given)
      rows.push_back({"start", approval.role, {}, {}, {}});
  for (const plan::Phase& phase : subject.plan.phases)
    for (const ApprovalRow& approval : approval_rows(subject.plan, phase, subject.state))
      if (!approval.given)
        rows.push_back({plan::phase_name(phase), approval.role, {}, {}, {}});
  return rows;
}

std::optional<RollbackRow> rollback_row(const ReportSubject& subject) {
  if (!subject.state.rollback)
    return std::nullopt;
  const core::RollbackState& rollback = *subject.state.rollback;
  RollbackRow row;
  row.requested_at = rollback.requested_at;
  row.breached_at = breach_before(subject, rollback.requested_at);
  if (rollback.settled)
    row.settled_at = rollback.settled_at;
  for (const core::Recorded& recorded : subject.events) {
    if (recorded.position < rollback.requested_position)
      continue;
    if (std::holds_alternative<core::RollbackStarted>(recorded.event))
      row.started_at = recorded.at;
    if (std::holds_alternative<core::ReleaseRecovered>(recorded.event))
      row.recovered_at = recorded.at;
  }
  return row;
}

std::vector<const core::Recorded*> timeline_of(const ReportSubject& subject) {
  std::vector<const core::Recorded*> timeline;
  for (const core::Recorded& recorded : subject.events) {
    const auto* ended = std::get_if<core::StepEnded>(&recorded.event);
    const bool went_well = ended != nullptr && ended->outcome == core::Outcome::succeeded;
    if (!is_aside(recorded.event) && !went_well)
      timeline.push_back(&recorded);
  }
  return timeline;
}

std::string place_of(const ReportSubject& subject, const core::Event& event) {
  if (const core::MessagePrepared* message = message_in(subject, event))
    return plan::phase_name(message->track, message->phase);
  const std::string phase = phase_in(event);
  const std::string track = core::track_of(event);
  const plan::Phase* planned = nullptr;
  for (const plan::Phase& candidate : subject.plan.phases)
    if (candidate.id == phase && (track.empty() || candidate.track == track))
      planned = &candidate;
  return planned == nullptr ? phase : plan::phase_name(*planned);
}

} // namespace relctl::view
