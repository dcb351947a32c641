// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/period.hpp"
#include "view/json_form.hpp"
#include "view/style.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

/// One release that was run through history.
struct BacktestRow {
  Instant started;
  Instant ended;
  std::string end; ///< complete, rolled_back, held, blind or unfinished.
  bool is_alarm = false;
  std::optional<Instant> stopped_at;
  std::string phase;
  std::vector<std::string> subjects;
  std::string why;
  std::map<std::string, Duration> delays; ///< By cause.
  bool is_due_alarm = false; ///< Stopped within a fault that the history is said to have.
};

/// What became of the release that a fault was put into, or that was asked for by its start.
struct BacktestFault {
  std::vector<std::string> faults; ///< As given; empty: history as it is.
  std::optional<Instant> began;
  BacktestRow release;
  /// From the fault, or from the release's start where that came later; none: it was not stopped,
  /// or not by the fault.
  std::optional<Duration> detected_after;
  /// Share of traffic times time from the fault to the stop; without one, to where the first of
  /// release and fault was over.
  Duration exposed;
  bool goes_on = false;        ///< Not stopped, and the fault outlasted the release.
  bool stopped_anyway = false; ///< Just then, without the fault that was put in, too.
};

/// One value of a sweep.
struct BacktestTrial {
  std::string limit;
  std::size_t releases = 0;
  std::size_t alarms = 0;
  std::optional<double> alarms_a_week; ///< None: nothing could be judged.
  std::optional<BacktestFault> fault;
};

/// Readings of one metric's series in the range.
struct BacktestSeries {
  std::string name;
  std::int64_t readings = 0;
  Instant first;
  Instant last;
};

struct BacktestSubject {
  std::string plan;
  std::string title;
  Instant from;
  Instant to;
  std::string pace; ///< `back to back`, `one every 6h`
  std::vector<BacktestSeries> series;
  std::vector<BacktestRow> releases;
  std::optional<double> alarms_a_week; ///< None: nothing could be judged, see:
  std::string unjudged;                ///< Why.
  /// The time of a fault that the history is said to have, which counts for nothing.
  std::optional<Period> left_out;
  std::vector<Period> empty; ///< Without one reading: no release begins there, and it counts for
                             ///< nothing either.
  std::optional<BacktestFault> fault;
  std::string swept; ///< `error-rate.breach`; empty without a sweep.
  std::vector<BacktestTrial> trials;
};

[[nodiscard]] std::string backtest_text(const BacktestSubject& subject, const Style& style);

/// The same as one document, `relctl.backtest/1`.
[[nodiscard]] std::string backtest_json(const BacktestSubject& subject,
                                        JsonForm form = JsonForm::document);

} // namespace relctl::view
