// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"

#include "core/judge_points.hpp"
#include "core/wording.hpp"

namespace relctl::core {
namespace {

using plan::Cause;

/// The status at one point of the scan, and where its run began.
struct Progress {
  Status status = Status::pass;
  std::optional<Cause> cause;
  std::optional<std::size_t> since; ///< Index of the first point of the run.
};

Progress plain(const std::vector<Point>& points, std::size_t i) {
  return points[i].side == Side::beyond ? Progress{Status::breach, {}, i} : Progress{};
}

/// Walks back from `i` over the span: all beyond and long enough is a breach, a good reading inside
/// makes it pending, an unknown inside makes it unknown.
Progress sustained(const std::vector<Point>& points, std::size_t i, Duration span, Duration every) {
  if (points[i].side != Side::beyond)
    return {};
  std::size_t oldest = i;
  for (std::size_t k = i; points[i].at - points[oldest].at < span && k > 0;) {
    --k;
    if (points[k].side == Side::good)
      return {Status::pending, {}, oldest};
    if (points[k].side == Side::missing && points[oldest].at - points[k].at <= every)
      continue; // One missing point still leaves neighbours 2 * every apart.
    if (points[k].side != Side::beyond)
      return {Status::unknown, points[k].cause, oldest};
    oldest = k;
  }
  return {points[i].at - points[oldest].at >= span ? Status::breach : Status::pending, {}, oldest};
}

Progress counted(const std::vector<Point>& points, std::size_t i, int count, int of) {
  int beyond = 0;
  int unsure = 0;
  std::optional<std::size_t> first;
  std::optional<Cause> cause;
  for (std::size_t back = 0; back < static_cast<std::size_t>(of) && back <= i; ++back) {
    const Point& point = points[i - back];
    if (point.side == Side::beyond) {
      ++beyond;
      first = i - back;
    } else if (point.side != Side::good) {
      ++unsure;
      cause = point.cause;
    }
  }
  if (beyond >= count)
    return {Status::breach, {}, first};
  if (beyond > 0 && beyond + unsure >= count)
    return {Status::unknown, cause, first};
  return {points[i].side == Side::beyond ? Status::pending : Status::pass, {}, first};
}

Progress progress_at(const plan::Shape& shape, const std::vector<Point>& points, std::size_t i,
                     Duration every) {
  if (const auto* span = std::get_if<plan::Sustained>(&shape))
    return sustained(points, i, span->span, every);
  if (const auto* run = std::get_if<plan::Consecutive>(&shape))
    return counted(points, i, run->count, run->count);
  if (const auto* some = std::get_if<plan::CountOf>(&shape))
    return counted(points, i, some->count, some->of);
  return plain(points, i);
}

void put_numbers(Finding& finding, const Point& point) {
  finding.at = point.at;
  finding.limit = point.limit;
  finding.baseline = point.baseline;
  if (point.reading != nullptr) {
    finding.value = point.reading->value;
    finding.volume = point.reading->volume;
  }
}

Finding finding_at(const std::vector<Point>& points, std::size_t i, const Progress& progress) {
  Finding finding;
  finding.status = progress.status;
  finding.cause = progress.cause;
  put_numbers(finding, points[i]);
  if (progress.since && progress.status != Status::pass)
    finding.since = points[*progress.since].at;
  return finding;
}

/// The completed breach that decides, if any. Where a breach rolls back it is the first, also if
/// the metric has recovered since; where it holds it is the last, since it restarts the
/// observation.
std::optional<Finding> find_breach(const plan::Threshold& threshold,
                                   const std::vector<Point>& points, Duration every) {
  std::optional<Finding> breach;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Progress progress = progress_at(threshold.shape, points, i, every);
    if (progress.status != Status::breach)
      continue;
    breach = finding_at(points, i, progress);
    if (threshold.then.kind == plan::Consequence::Kind::rollback)
      break;
  }
  return breach;
}

Finding newest_finding(const plan::Threshold& threshold, const std::vector<Point>& points,
                       Duration every) {
  const std::size_t newest = points.size() - 1;
  if (points[newest].side == Side::unknown || points[newest].side == Side::missing)
    return finding_at(points, newest, {Status::unknown, points[newest].cause, newest});
  return finding_at(points, newest, progress_at(threshold.shape, points, newest, every));
}

} // namespace

Grid grid_of(const plan::Metric& metric, const Observation& observation) {
  const std::int64_t every = metric.every.ms;
  const std::int64_t first_step = (metric.window.ms + every - 1) / every;
  const std::int64_t elapsed = std::max<std::int64_t>(0, (observation.now - observation.start).ms);
  return {observation.start + first_step * metric.every,
          observation.start + (elapsed / every) * metric.every};
}

Finding judge(const plan::Metric& metric, const plan::Threshold& threshold,
              const std::string& series, const Window::Series& readings,
              const Observation& observation, const std::map<std::string, BaselinePinned>& pinned) {
  const PinnedBaseline baseline = pinned_baseline(metric, series, pinned);
  const std::vector<Point> points = points_of(metric, threshold, readings, observation, baseline);
  Finding finding;
  if (points.empty()) {
    finding.status = Status::unknown;
    finding.cause = Cause::before_phase;
    finding.at = grid_of(metric, observation).first;
    finding.target_met = !threshold.target.has_value();
  } else {
    const auto breach = find_breach(threshold, points, metric.every);
    finding = breach ? *breach : newest_finding(threshold, points, metric.every);
    finding.target_met = is_target_met(metric, threshold, points.back(), baseline);
  }
  finding.threshold = threshold.id;
  finding.series = series;
  finding.text =
      word_finding(metric, threshold, finding, points.empty() ? nullptr : points.back().reading);
  return finding;
}

std::vector<Finding> judge_all(const plan::Plan& plan, const plan::Phase& phase, const State& state,
                               const Window& window, const Observation& observation) {
  std::vector<Finding> findings;
  for (const plan::Threshold& threshold : plan.thresholds) {
    const plan::Metric* metric =
        threshold.metric.empty() ? nullptr : plan::find_metric(plan, threshold.metric);
    if (metric == nullptr || !plan::applies(threshold, phase))
      continue;
    for (const std::string& series : plan::series_of(*metric))
      findings.push_back(judge(*metric, threshold, series, window.series(metric->id, series),
                               observation, state.baselines));
  }
  return findings;
}

} // namespace relctl::core
