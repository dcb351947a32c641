// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/session.hpp"
#include "core/measurement.hpp"
#include "plan/plan.hpp"
#include "sim/backtest_plan.hpp"
#include "sim/past.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace relctl::cli {

/// What a plan is judged by in a backtest, and where it came from.
struct History {
  std::string origin;    ///< For messages: the file's name.
  bool is_asked = false; ///< By the metrics' queries, of the plan's own sources.
  std::unique_ptr<sim::Past> past;
  std::set<std::pair<std::string, std::string>> numbers; ///< Metric and number that it has.
  /// Of everything recorded, in the range or not.
  std::optional<Period> recorded = {};
  /// How close the closest two readings of a metric's series are, in a file.
  std::map<std::string, Duration> spacing = {};
  /// What to do about a number that the file has nothing of, by core::series_key() and number.
  std::map<std::pair<std::string, std::string>, std::string> remedies = {};
  /// Why no reading of a metric has a value, `provider_error: no JSON`, where the sources answered.
  std::map<std::string, std::string> silences = {};
};

/// What of it is wanted.
struct HistoryRange {
  std::optional<Instant> from; ///< None: all there is.
  std::optional<Instant> to;
};

/// Which series of a dump of a database is which number of the plan's metrics.
struct DumpNaming {
  std::vector<std::string> mappings;               ///< `METRIC=SELECTOR`; goes before:
  std::vector<core::MeasurementRequest> questions; ///< See sim::past_questions().
  plan::Values values;                             ///< Of `{{variables}}` in mappings.
};

/// Reads a recorded file (`-`: standard input) of any form: CSV, JSON lines, or the text of
/// `promtool tsdb dump`. Refuses a line that is wrong, with its number, and a file without any.
[[nodiscard]] Result<History> read_history_file(const std::string& path, const plan::Plan& plan,
                                                const HistoryRange& range,
                                                const DumpNaming& naming);

/// How the plan's own sources are asked.
struct HistoryFetch {
  std::vector<core::MeasurementRequest> questions; ///< See sim::past_questions().
  std::string cache; ///< Folder of answers that stay as they are; empty: none.
  std::string instead = "give --data FILE"; ///< What to do where a source does not answer.
  /// What to do where it refuses so many points.
  std::string fewer = "a coarser --step or a shorter --from and --to";
  /// Told what is waited for once a source lets itself be waited for.
  std::function<void(const std::string& line)> waits = {};
};

/// Asks Prometheus for the range, in pieces that it accepts, several at once.
[[nodiscard]] Result<History> fetch_history(const plan::Plan& plan, const HistoryRange& range,
                                            const HistoryFetch& fetch);

/// For HistoryFetch: a line on standard error, unless it is to be quiet.
[[nodiscard]] std::function<void(const std::string& line)> waits_told_by(Session& session);

/// An empty history with a place for every series that the plan needs.
[[nodiscard]] Result<History> open_history(const std::string& origin, const plan::Plan& plan);

/// Whether what is asked differs from version to version.
[[nodiscard]] bool names_a_version(const plan::Metric& metric);

/// Of a metric whose every reading lacks a value, for the same reason.
[[nodiscard]] std::string silence_text(const plan::Metric& metric, const std::string& why);

/// Refuses a history that lacks what a threshold needs, and says what to do about it.
[[nodiscard]] Result<void> check_history(const History& history, const plan::Plan& plan,
                                         bool assumes_volume);

/// The range asked for, else that of all readings; refuses an empty one.
[[nodiscard]] Result<Period> range_of(const History& history, const plan::Plan& plan,
                                      const HistoryRange& range);

/// Where in the history a series lies, by metric and value of `each`.
[[nodiscard]] std::optional<std::size_t> place_in(const sim::Past& past, const std::string& metric,
                                                  const std::string& series);

} // namespace relctl::cli
