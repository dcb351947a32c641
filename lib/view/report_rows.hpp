// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "view/gate.hpp"
#include "view/report.hpp"
#include "view/status_parts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

// What a report lists, computed once for every format.

/// A phase of the plan, or one that was entered and that the plan does not know.
struct PhaseRow {
  std::string track;
  std::string id;
  std::optional<double> traffic;
  PhaseStanding standing;
  std::optional<Instant> entered_at;
  std::optional<Instant> started_at;
  std::optional<Instant> left_at; ///< Passed, or given up for the way back.
  int readings = 0;               ///< Until it was left.
  int good_readings = 0;          ///< Those with a value.
  /// The newest until it was left, else the one that took it back; a VerdictReached.
  const core::Recorded* verdict = nullptr;
};
[[nodiscard]] std::vector<PhaseRow> phase_rows(const ReportSubject& subject);

/// The tracks of the rows, in order of their first phase.
[[nodiscard]] std::vector<std::string> tracks_of(const std::vector<PhaseRow>& rows);

/// A step from the first time it began to the last time it ended.
struct StepRow {
  core::StepAddress address;
  const core::StepState* state = nullptr; ///< Never null.
  Instant began_at;
  std::optional<Instant> ended_at; ///< Of its last attempt or verification; none while it runs.
  int attempts = 0;
};
/// In order of their first start. Steps that were skipped without a start are among them.
[[nodiscard]] std::vector<StepRow> step_rows(const ReportSubject& subject);

/// A yes/no fact of `before`, of a phase or, once the release is complete, of `after`.
struct VerificationRow {
  std::string phase; ///< `before` also for a readmission; with its track where there are several.
  CheckRow check;
};
[[nodiscard]] std::vector<VerificationRow> verification_rows(const ReportSubject& subject);

/// An incident with when it was taken on and closed.
struct IncidentRow {
  core::IncidentOpened opened;
  Instant opened_at;
  std::optional<Instant> overdue_at; ///< Its response time passed without anybody.
  std::optional<Instant> acknowledged_at;
  std::string acknowledged_by;
  std::optional<Instant> closed_at;
  std::string closed_because;
};
[[nodiscard]] std::vector<IncidentRow> incident_rows(const ReportSubject& subject);

/// An approval that was given, or one that the start or a phase asks for and that has not been
/// given.
struct SignatureRow {
  std::string subject;
  std::string role;
  std::string by;
  std::string reason;
  std::optional<Instant> at; ///< None: not given.
};
[[nodiscard]] std::vector<SignatureRow> signature_rows(const ReportSubject& subject);

/// The way back with its times.
struct RollbackRow {
  Instant requested_at;
  std::optional<Instant> started_at;
  std::optional<Instant> settled_at;
  std::optional<Instant> recovered_at;
  std::optional<Instant> breached_at; ///< The first reading of the breach that asked for it.
};
[[nodiscard]] std::optional<RollbackRow> rollback_row(const ReportSubject& subject);

/// What was decided, done wrong or said, without the steps that went well, readings and messages.
[[nodiscard]] std::vector<const core::Recorded*> timeline_of(const ReportSubject& subject);

/// `track/phase` where there are several tracks, else the phase; empty for an event of the whole
/// release.
[[nodiscard]] std::string place_of(const ReportSubject& subject, const core::Event& event);

struct ReportCounts {
  int phases_done = 0;
  int phases = 0;
  int holds = 0;    ///< Verdicts that held for more than the observation's own course.
  int breaches = 0; ///< Thresholds, phases and series with a breach in a verdict.
  int escalations = 0;
  int checks_passed = 0;
  int checks = 0;
  int steps = 0;
  int failed_steps = 0;
  int incidents = 0;
  int readings = 0;
  int good_readings = 0;
};
[[nodiscard]] ReportCounts counts_of(const ReportSubject& subject);

} // namespace relctl::view
