// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/recording.hpp"
#include "metrics/selector_match.hpp"
#include "metrics/series.hpp"
#include "plan/exposition_query.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// Which series of a database is which number of a metric.
struct DumpedSeries {
  const plan::Metric* metric = nullptr;
  std::string series;           ///< The value of `each`; empty without it.
  std::string number = "value"; ///< value, volume, baseline or a reference's id.
  plan::Selector selector;
};

/// `p95[cart].baseline`, as `--series` names it.
[[nodiscard]] std::string name_of(const DumpedSeries& dumped);

/// Reads `METRIC[SERIES].NUMBER=SELECTOR`; SERIES for metrics with `each` alone, NUMBER for
/// anything but the value. `{{variables}}` of the selector are those of `values` and the label of
/// `each`. The plan outlives it.
[[nodiscard]] Result<DumpedSeries>
parse_dumped_series(const plan::Plan& plan, const std::string& text, const plan::Values& values);

/// Whether the query is a selector and nothing else.
[[nodiscard]] bool is_plain_selector(const std::string& query);

/// The numbers for which the sources would be asked by a selector and nothing else, so that their
/// series is known; a number that is asked for by another selector in another phase is not among
/// them.
[[nodiscard]] std::vector<DumpedSeries>
plain_series(const plan::Plan& plan, const std::vector<core::MeasurementRequest>& questions);

/// A whole dump of `promtool tsdb dump`: `{__name__="up",job="api"} 1 1795313723250` a line, series
/// after series. Samples are kept as they lie in the database: no function is computed over them.
class DumpRecording {
public:
  explicit DumpRecording(std::vector<DumpedSeries> wanted);

  /// Refuses what is no such line; of the series that are wanted also a second one for the same
  /// number, a native histogram, and times that do not increase or lie outside of 1970 to 2100.
  [[nodiscard]] Result<void> add(std::string_view line);

  [[nodiscard]] const std::vector<DumpedSeries>& wanted() const { return m_wanted; }
  /// Whether any series gave that number of the metric's series.
  [[nodiscard]] bool has(const plan::Metric& metric, const std::string& series,
                         const std::string& number) const;
  /// At most three series of the dump that come closest to what the metric is asked by: those of
  /// the selector's name that fewest labels tell apart, else of a similar name, else any.
  [[nodiscard]] std::vector<std::string> nearest(const plan::Metric& metric,
                                                 const std::string& query) const;

  /// Of every value a sample, each metric's in order of time; its other numbers are the newest that
  /// are less than the metric's `every` older.
  [[nodiscard]] std::vector<RecordedSample> samples() const;

private:
  struct Point {
    Instant at;
    double number = 0.0;
  };
  struct Column {
    std::string labels; ///< Of the series that it is filled from; empty: none yet.
    std::vector<Point> points;
  };
  [[nodiscard]] Result<void> turn_to(std::string_view labels);
  [[nodiscard]] std::optional<Answer> answer_at(const DumpedSeries& wanted,
                                                const std::string& number, Instant at) const;

  std::vector<DumpedSeries> m_wanted;
  std::vector<Result<SeriesMatch>> m_matches;        ///< Their selectors.
  std::vector<Column> m_columns;                     ///< One for each of `m_wanted`.
  std::string m_labels;                              ///< Of the line before.
  std::vector<std::size_t> m_chosen;                 ///< The columns that they fill.
  std::map<std::string, std::vector<Series>> m_seen; ///< The first of each name.
};

} // namespace relctl::metrics
