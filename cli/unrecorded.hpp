// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/reserve_log.hpp"
#include "cli/rollback_request.hpp"
#include "cli/session.hpp"

#include <memory>
#include <string>

namespace relctl::cli {

/// A release that is to go back, as far as it could be read.
struct OpenedRelease {
  std::unique_ptr<ReserveLog> log;
  engine::ReleaseView view;
  planfile::LoadedPlan plan;
  bool is_supposed = false; ///< By the plan's file alone: nobody knows what is exposed.
};

/// The log, the release and its pinned plan, by whatever of them can still be had; where nothing
/// can be read, by the request's plan file and version. What the log does not take is kept in
/// memory, and from then on the answer is nothing but the events, as JSON lines to be kept.
[[nodiscard]] Result<OpenedRelease> open_anyhow(Session& session, const RollbackRequest& request);

/// Events that are in no log and did not reach standard output either exist nowhere else: they go
/// to standard error, and nothing counts as done before they are taken in.
ExitCode keep_events(Session& session, const ReserveLog& log, const std::string& release,
                     ExitCode code);

} // namespace relctl::cli
