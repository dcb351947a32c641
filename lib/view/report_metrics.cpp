// SPDX-License-Identifier: Apache-2.0
#include "view/report_metrics.hpp"

#include "base/decimal.hpp"
#include "core/judge_points.hpp"
#include "core/readings_taken.hpp"
#include "view/gate.hpp"

#include <algorithm>

namespace relctl::view {
namespace {

constexpr std::size_t k_curve_columns = 16;

core::Window window_of(const ReportSubject& subject) {
  core::Window window;
  for (const core::Recorded& recorded : subject.readings)
    if (const auto* taken = std::get_if<core::ReadingsTaken>(&recorded.event))
      core::add_readings(window, *taken, recorded.position);
  return window;
}

/// When the numbers stopped being about the release.
Instant end_of_release(const ReportSubject& subject) {
  return subject.state.rollback ? subject.state.rollback->requested_at : k_never;
}

Instant start_of_recovery(const ReportSubject& subject) {
  const auto& rollback = subject.state.rollback;
  return rollback && rollback->settled ? rollback->settled_at : k_never;
}

/// The whole series in a few columns.
std::string curve_of(const core::Window::Series& readings) {
  const std::size_t stride = readings.size() / k_curve_columns + 1;
  core::Window::Series few;
  std::size_t i = 0;
  for (const auto& [at, reading] : readings)
    if (i++ % stride == 0)
      few.put(reading);
  return sparkline(few, k_curve_columns);
}

ComparisonRow compare(const ReportSubject& subject, const plan::Metric& metric,
                      const std::string& series, const core::Window::Series& readings) {
  ComparisonRow row;
  row.metric = &metric;
  row.series = series;
  row.curve = curve_of(readings);
  const auto pinned = core::pinned_baseline(metric, series, subject.state.baselines);
  double sum = 0;
  double baselines = 0;
  int values = 0;
  int compared = 0;
  for (const auto& [at, reading] : readings) {
    if (!reading.value)
      continue;
    if (at >= start_of_recovery(subject))
      row.after_rollback = reading.value;
    if (at > end_of_release(subject))
      continue;
    row.first = row.first ? row.first : reading.value;
    row.last = reading.value;
    row.low = std::min(row.low.value_or(*reading.value), *reading.value);
    row.high = std::max(row.high.value_or(*reading.value), *reading.value);
    sum += *reading.value;
    ++values;
    if (const auto baseline = core::baseline_of(metric, reading, pinned)) {
      baselines += *baseline;
      ++compared;
    }
  }
  if (values > 0)
    row.mean = decimal(sum / values);
  if (compared > 0)
    row.baseline = decimal(baselines / compared);
  return row;
}

Instant last_moment(const ReportSubject& subject) {
  Instant last = subject.state.last_event_at;
  for (const std::vector<core::Recorded>* recorded : {&subject.events, &subject.readings})
    if (!recorded->empty())
      last = std::max(last, recorded->back().at);
  return last;
}

std::vector<Chart::Band> bands_of(const ReportSubject& subject, Instant end) {
  std::vector<Chart::Band> bands;
  const auto& phases = subject.state.phases;
  const auto& rollback = subject.state.rollback;
  for (const core::PhaseState& phase : phases) {
    if (!phase.started_at)
      continue;
    Instant to = rollback ? rollback->requested_at : end;
    for (const core::PhaseState& later : phases)
      if (later.track == phase.track && later.entered_at > phase.entered_at)
        to = std::min(to, later.entered_at);
    bands.push_back({phase.id, *phase.started_at, std::min(to, end)});
  }
  if (rollback)
    bands.push_back({"rollback", rollback->requested_at, end, Tone::bad});
  return bands;
}

/// A chart of the whole release without lines.
Chart frame_of(const ReportSubject& subject) {
  Chart chart;
  chart.from = subject.state.phases.empty() ? subject.state.opened_at
                                            : subject.state.phases.front().entered_at;
  chart.to = last_moment(subject);
  chart.bands = bands_of(subject, chart.to);
  if (subject.state.rollback)
    chart.cut = subject.state.rollback->requested_at;
  return chart;
}

/// A limit at the time of each reading; there only where it can be computed.
Chart::Line limit_line(const plan::Metric& metric, const plan::Limit& limit, Chart::Kind kind,
                       const core::Window::Series& readings, const core::PinnedBaseline& pinned) {
  Chart::Line line{limit.text, kind, {}};
  for (const auto& [at, reading] : readings)
    line.points.emplace_back(at, core::limit_of(metric, limit, reading, pinned).value);
  return line;
}

Chart chart_of(const ReportSubject& subject, const plan::Metric& metric, const std::string& series,
               const core::Window::Series& readings) {
  Chart chart = frame_of(subject);
  chart.title = metric.title.empty() ? metric.id : metric.title;
  chart.title += series.empty() ? "" : " [" + series + "]";
  chart.dimension = metric.unit.dimension;
  const auto pinned = core::pinned_baseline(metric, series, subject.state.baselines);
  Chart::Line baseline{"baseline", Chart::Kind::baseline, {}};
  Chart::Line values{chart.title, Chart::Kind::value, {}};
  for (const auto& [at, reading] : readings) {
    baseline.points.emplace_back(at, core::baseline_of(metric, reading, pinned));
    values.points.emplace_back(at, reading.value);
  }
  for (const plan::Threshold& threshold : subject.plan.thresholds) {
    if (threshold.metric != metric.id || !threshold.breach)
      continue;
    chart.note += (chart.note.empty() ? "breach " : ", ") + threshold.breach->text;
    chart.lines.push_back(
        limit_line(metric, *threshold.breach, Chart::Kind::limit, readings, pinned));
    if (!threshold.target)
      continue;
    chart.note += ", target " + threshold.target->text;
    chart.lines.push_back(
        limit_line(metric, *threshold.target, Chart::Kind::target, readings, pinned));
  }
  chart.lines.push_back(std::move(baseline));
  chart.lines.push_back(std::move(values));
  return chart;
}

/// What was wanted, step by step, and what was read back.
Chart traffic_chart(const ReportSubject& subject, const core::Window& window) {
  Chart chart = frame_of(subject);
  chart.title = "traffic share";
  chart.dimension = Dimension::ratio;
  for (const core::PhaseState& phase : subject.state.phases) {
    const std::string name = "wanted in " + phase.track;
    auto line = std::find_if(chart.lines.begin(), chart.lines.end(),
                             [&](const Chart::Line& known) { return known.name == name; });
    if (line == chart.lines.end())
      line = chart.lines.insert(line, {name, Chart::Kind::value, {}, true});
    line->points.emplace_back(phase.entered_at, phase.traffic);
  }
  for (Chart::Line& line : chart.lines)
    line.points.emplace_back(chart.cut.value_or(chart.to), line.points.back().second);
  for (const plan::Step& step : subject.plan.steps) {
    Chart::Line line{"read back by " + step.id, Chart::Kind::baseline, {}, true};
    for (const auto& [at, reading] : window.series(core::k_exposure_metric, step.id))
      line.points.emplace_back(at, reading.value);
    if (!line.points.empty())
      chart.lines.push_back(std::move(line));
  }
  return chart;
}

bool has_value(const core::Window::Series& readings) {
  return std::any_of(readings.begin(), readings.end(),
                     [](const auto& entry) { return entry.second.value.has_value(); });
}

} // namespace

std::vector<ComparisonRow> comparison_rows(const ReportSubject& subject) {
  const core::Window window = window_of(subject);
  std::vector<ComparisonRow> rows;
  for (const plan::Metric& metric : subject.plan.metrics)
    for (const std::string& series : plan::series_of(metric))
      if (const auto& readings = window.series(metric.id, series); has_value(readings))
        rows.push_back(compare(subject, metric, series, readings));
  return rows;
}

std::vector<Chart> report_charts(const ReportSubject& subject) {
  const core::Window window = window_of(subject);
  std::vector<Chart> charts;
  for (const plan::Metric& metric : subject.plan.metrics)
    for (const std::string& series : plan::series_of(metric))
      if (const auto& readings = window.series(metric.id, series); has_value(readings))
        charts.push_back(chart_of(subject, metric, series, readings));
  if (Chart traffic = traffic_chart(subject, window); !traffic.lines.empty())
    charts.push_back(std::move(traffic));
  return charts;
}

} // namespace relctl::view
