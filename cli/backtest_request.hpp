// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/history.hpp"
#include "cli/session.hpp"
#include "plan/scenario.hpp"
#include "sim/backtest.hpp"
#include "sim/sweep.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relctl::cli {

/// What `relctl backtest` was asked.
struct BacktestRequest {
  std::shared_ptr<const planfile::LoadedPlan> loaded;
  plan::Plan plan; ///< As history can be judged by it.
  plan::Values vars;
  plan::Scenario scenario; ///< The versions.
  HistoryRange range;
  sim::Backtest::Pace pace;
  std::string data; ///< A file; empty: the plan's own sources.
  std::vector<std::string> mappings;
  std::string cache; ///< Folder for answers of sources; empty: none.
  bool assumes_volume = false;
  std::vector<std::string> faults; ///< Not yet read: a time of day needs the range.
  std::optional<Instant> start;    ///< Of the release that is told of by itself.
  /// Of a fault that is in the history: when it began, and when it was over.
  std::optional<Period> fault_known;
  std::optional<sim::Sweep> sweep;
  int jobs = 1;
};

[[nodiscard]] Result<BacktestRequest> read_backtest_request(Session& session,
                                                            const Arguments& arguments);

} // namespace relctl::cli
