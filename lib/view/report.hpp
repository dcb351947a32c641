// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"
#include "view/document.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// All that a report rests on. The references outlive the call.
struct ReportSubject {
  const plan::Plan& plan; ///< The pinned one; an empty plan where it cannot be read any more.
  const core::State& state;
  /// The release's control events and those of the ledger that concern it, by position.
  const std::vector<core::Recorded>& events;
  const std::vector<core::Recorded>& readings; ///< Its ReadingsTaken, by position.
  Instant now;
  std::string anchor; ///< `position:hash` of the head as read.
};

/// Whether an event of the ledger belongs into the report of the release: what became of its
/// versions, and every freeze while it was open.
[[nodiscard]] bool concerns(const core::Event& event, const core::State& state);

/// The release from its first event to its last: where it stands, phases, gates with numbers,
/// checks, people, decisions, the way back, what the metrics did.
[[nodiscard]] Document report_document(const ReportSubject& subject);

/// The sheet for the day after: what happened when, who was affected, five whys and actions to fill
/// in.
[[nodiscard]] Document review_document(const ReportSubject& subject);

} // namespace relctl::view
