// SPDX-License-Identifier: Apache-2.0
#include "cli/rollback_target.hpp"

#include "engine/release_log.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

bool has_gone_back(const core::State& state) {
  return state.rollback && state.rollback->settled && state.rollback->settled->complete;
}

/// What the older release exposed is not what runs now. A log that cannot be read is in nobody's
/// way.
Result<void> is_newest_exposed(Session& session, ports::AuditLog& log,
                               const engine::ReleaseView& view) {
  const core::ReleaseOpened& opened = view.state.opened;
  const auto rows = log.summaries();
  if (!rows)
    return {};
  for (const auto& row : *rows) {
    const auto summary = engine::summary_of(log, row);
    if (!summary || row.release == view.release || summary->kind || summary->plan != opened.plan ||
        summary->opened_at < view.state.opened_at)
      continue;
    const auto newer = engine::load(log, row.release, false);
    if (!newer || !core::is_exposed(newer->state) || has_gone_back(newer->state))
      continue;
    const bool is_under_way = newer->state.rollback.has_value();
    return fail(ErrorKind::refused,
                fmt::format("the newer release {} of {} is exposed; take that back first: `{} "
                            "rollback {}-y`",
                            row.release, opened.plan, session.program(row.release),
                            is_under_way ? "--resume " : ""));
  }
  return {};
}

} // namespace

Result<void> check_target(Session& session, ports::AuditLog& log, const engine::ReleaseView& view,
                          const RollbackRequest& request, const std::string& to) {
  RELCTL_TRY(is_newest_exposed(session, log, view));
  return core::may_go_back_to(view.state, view.ledger, request, to);
}

} // namespace relctl::cli
