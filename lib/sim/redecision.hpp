// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event.hpp"
#include "plan/plan.hpp"
#include "ports/audit_log.hpp"

#include <set>
#include <string>
#include <vector>

namespace relctl::sim {

/// Turns of one look follow each other within that.
inline constexpr Duration k_one_look = seconds(2);

/// What a log has of one release: its own events, readings included, and those of the ledger, in
/// the log's order.
struct ReleaseRecord {
  std::string release;
  std::vector<core::Recorded> events;
};
/// not_found where the log has no such release.
[[nodiscard]] Result<ReleaseRecord> read_record(ports::AuditLog& log, const std::string& release);

/// Whether relctl decided the event by itself; all others came from outside: readings, ends of
/// steps, what people said.
[[nodiscard]] bool is_decided(const ReleaseRecord& record, const core::Recorded& recorded);

/// Two decisions are the same when they say the same about the same, whatever the time.
[[nodiscard]] bool is_same_decision(const core::Event& a, const core::Event& b);

/// A release as it is decided from what is on record.
struct Redecision {
  std::vector<core::Recorded> events; ///< Without readings, in order; as many as are known.
  Instant until;                      ///< How far it is known.
  std::string unknown;         ///< Why it is known no further; empty: to the end of the record.
  std::set<std::string> asked; ///< What was measured: `track/phase metric[series]`.
};

/// Decides a release anew at each moment at which relctl looked at it: the readings come in, the
/// steps end and people speak as they did, and phases are entered at no other time. It ends where
/// the release would have gone another way than on record, since nothing was measured there.
/// `plan` is `pinned` with changes that leave alone what is measured. `log` is empty, and holds the
/// release afterwards. `asked` is what was measured without a change; null where that is asked.
[[nodiscard]] Result<Redecision> redecide(const plan::Plan& plan, const plan::Plan& pinned,
                                          const ReleaseRecord& record, ports::AuditLog& log,
                                          const std::set<std::string>* asked);

/// A decision that is on record, that follows from the changed plan, or both.
struct DecisionRow {
  const core::Recorded* recorded = nullptr;
  bool is_on_record = false;
  bool is_redecided = false;
};
/// The decisions of both up to `until`, in order of time. One that `unchanged`, which follows from
/// the plan as it was, has at another time than `redecided` is two.
[[nodiscard]] std::vector<DecisionRow> compare_decisions(const ReleaseRecord& record,
                                                         const Redecision& unchanged,
                                                         const Redecision& redecided,
                                                         Instant until);

} // namespace relctl::sim
