// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event.hpp"
#include "core/ledger.hpp"
#include "core/state.hpp"
#include "core/summary.hpp"
#include "core/window.hpp"
#include "ports/audit_log.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace relctl::engine {

/// A release as the log has it: the folds of its control events and of the ledger, and the readings
/// of the phases that are judged. A cache of the log and nothing more; refresh() brings it up to
/// date.
struct ReleaseView {
  std::string release;
  core::State state;
  core::Ledger ledger;
  core::Windows windows;
  ports::Anchor anchor;
  /// By track: the position after which its window's readings lie.
  std::map<std::string, std::int64_t> window_starts;
};

[[nodiscard]] Result<core::Recorded> decode(const ports::Record& record);

/// Reads the ledger alone.
[[nodiscard]] Result<core::Ledger> read_ledger(ports::AuditLog& log);

/// Folds in what was appended since; `readings` false leaves the window alone.
[[nodiscard]] Result<void> refresh(ports::AuditLog& log, ReleaseView& view, bool readings = true);

/// A view of a release that exists; not_found otherwise.
[[nodiscard]] Result<ReleaseView> load(ports::AuditLog& log, const std::string& release,
                                       bool readings = true);

/// The release in one row. What the log keeps of it is a cache: where that cannot be read, it is
/// what the events come to.
[[nodiscard]] Result<core::Summary> summary_of(ports::AuditLog& log, const ports::SummaryRow& row);

/// What is wrong with the row, for a person: it says something else than the release's events up to
/// its last one.
[[nodiscard]] Result<std::optional<std::string>> summary_mistake(ports::AuditLog& log,
                                                                 const ports::SummaryRow& row);

/// Appends events against the versions in `view`, all or none, and folds them in. `conflict` when
/// the log has moved. Positions and versions are given by the log.
[[nodiscard]] Result<std::vector<core::Recorded>> append(ports::AuditLog& log, ReleaseView& view,
                                                         std::vector<core::Recorded> events);

/// The same for events of one moment and one person.
[[nodiscard]] Result<std::vector<core::Recorded>> append(ports::AuditLog& log, ReleaseView& view,
                                                         std::vector<core::Event> events,
                                                         Instant at, const std::string& actor);

/// Appends the events that `facts` makes of the view as it is now; refreshes and asks again on a
/// conflict. `facts` refuses by returning an error; what only a release can take is refused where
/// the view is of an observation.
using Facts = std::function<Result<std::vector<core::Event>>(const ReleaseView&)>;
[[nodiscard]] Result<std::vector<core::Recorded>> append_facts(ports::AuditLog& log,
                                                               ReleaseView& view,
                                                               const Facts& facts, Instant at,
                                                               const std::string& actor);

} // namespace relctl::engine
