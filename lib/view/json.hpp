// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "view/diagnostics.hpp"
#include "view/explain.hpp"
#include "view/list.hpp"
#include "view/plan_view.hpp"
#include "view/report.hpp"
#include "view/status.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::view {

// JSON documents, one line each with a line end. The first field is `schema`; fields stand in a
// fixed order. Names are a contract: additions only. Times are RFC 3339 in UTC, durations whole
// milliseconds (`_ms`), shares and values canonical units, absent things null.

/// An exit code as `{"code": 11, "name": "unknown"}`.
struct ExitNumber {
  int code = 0;
  std::string name;
};

/// `relctl.status/1`
[[nodiscard]] std::string status_json(const StatusSubject& subject, const ExitNumber& exit);

/// `relctl.list/1`
[[nodiscard]] std::string list_json(const std::vector<ListRow>& rows);

/// `relctl.log/1`; the events are those of core::encode_event_line.
[[nodiscard]] std::string log_json(const std::string& release,
                                   const std::vector<core::Recorded>& events);

/// `relctl.explain/1`
[[nodiscard]] std::string explain_json(const ExplainSubject& subject);

/// `relctl.plan/1`
[[nodiscard]] std::string plan_json(const PlanSubject& subject);

/// `relctl.report/1`
[[nodiscard]] std::string report_json(const ReportSubject& subject);

/// `relctl.validate/1`
[[nodiscard]] std::string validate_json(const std::vector<FileDiagnostics>& files, bool ok);

/// What a walk over the whole chain found.
struct ChainFindings {
  std::string database;
  bool intact = false;
  bool anchored = false;
  std::int64_t events = 0;
  std::string head; ///< `position:hash`
  std::int64_t first_bad_position = 0;
  std::string finding;
};

/// `relctl.audit.verify/1`
[[nodiscard]] std::string verify_json(const ChainFindings& chain);

/// A stored event with its bytes as they are, so that its hash can be checked without relctl.
struct StoredEvent {
  std::string stream;
  std::int64_t position = 0;
  std::int64_t version = 0;
  std::string track;
  Instant at;
  std::string actor;
  std::string kind;
  std::string_view body; ///< Canonical JSON bytes; put into the line as they are.
  std::string hash;
};

/// `relctl.event/1`, the line of core::encode_event_line with `hash` after it; the ledger's stream
/// has the release "". A body that is not JSON stands as the string `body_text`.
[[nodiscard]] std::string stored_event_json(const StoredEvent& event);

} // namespace relctl::view
