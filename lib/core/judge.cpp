// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"

#include "core/judge_shapes.hpp"
#include "core/judge_stretches.hpp"
#include "core/wording.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

/// A finding with what only its wording needs.
struct Judged {
  Finding finding;
  std::string detail;
  std::optional<Instant> unknown_at; ///< Grid time of what leaves it unknown.
};

void put_numbers(Finding& finding, const Point& point) {
  finding.at = point.at;
  finding.limit = point.limit;
  finding.baseline = point.baseline;
  finding.value = point.value;
  finding.volume = point.volume;
}

Judged judged_at(const std::vector<Point>& points, std::size_t i, const Progress& progress) {
  Finding finding;
  finding.status = progress.status;
  put_numbers(finding, points[i]);
  if (progress.since && progress.status != Status::pass)
    finding.since = points[*progress.since].at;
  if (!progress.unknown)
    return {std::move(finding), progress.detail, {}};
  finding.cause = points[*progress.unknown].cause;
  return {std::move(finding), progress.detail, points[*progress.unknown].at};
}

/// The completed breach that decides, if any. Where a breach rolls back it is the first, also if
/// the metric has recovered since; where it holds it is the last, since it restarts the
/// observation.
std::optional<Judged> find_breach(const plan::Metric& metric, const plan::Threshold& threshold,
                                  const std::vector<Point>& points) {
  std::optional<Judged> breach;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Progress progress = progress_at(metric, threshold, points, i);
    if (progress.status != Status::breach)
      continue;
    breach = judged_at(points, i, progress);
    if (threshold.then.kind == plan::Consequence::Kind::rollback)
      break;
  }
  return breach;
}

Judged judge_newest(const plan::Metric& metric, const plan::Threshold& threshold,
                    const std::vector<Point>& points) {
  const std::size_t newest = points.size() - 1;
  if (points[newest].side == Side::unknown || points[newest].side == Side::missing)
    return judged_at(points, newest, {Status::unknown, newest, newest, {}});
  return judged_at(points, newest, progress_at(metric, threshold, points, newest));
}

/// Before the first reading there is none to judge.
Judged judge_nothing(const plan::Metric& metric, const Observation& observation) {
  Finding finding;
  finding.status = Status::unknown;
  finding.cause = Cause::before_phase;
  finding.at = grid_of(metric, observation).first;
  return {std::move(finding), {}, {}};
}

std::optional<Reading> reading_at(const Window::Series& readings, Instant at) {
  const auto found = readings.find(at);
  return found == readings.end() ? std::nullopt : std::optional((*found).second);
}

/// Where the baseline is from, unless it came with the reading or is a fixed one.
void note_baseline(Finding& finding, const plan::Metric& metric, const Window::Series& readings,
                   const PinnedBaseline& pinned) {
  const auto reading = finding.at ? reading_at(readings, *finding.at) : std::nullopt;
  const bool is_live = reading && reading->baseline;
  const bool is_fixed = metric.baseline && metric.baseline->fixed;
  if (!finding.baseline || is_live || is_fixed)
    return;
  finding.baseline_id = pinned.recorded;
  finding.baseline_at = pinned.measured_at;
}

/// The first point after `after` that is breached while the one before it is not.
std::optional<Instant> begin_of_breach(const plan::Metric& metric, const plan::Threshold& threshold,
                                       const std::vector<Point>& points, Instant after) {
  const auto is_breached = [&](std::size_t i) {
    return progress_at(metric, threshold, points, i).status == Status::breach;
  };
  const auto begun = std::find_if(points.begin(), points.end(), [&](const Point& point) {
    const auto i = static_cast<std::size_t>(&point - points.data());
    return point.at > after && is_breached(i) && (i == 0 || !is_breached(i - 1));
  });
  return begun == points.end() ? std::nullopt : std::optional(begun->at);
}

/// What a reading says of a threshold, for a gate.
struct Said {
  Status status = Status::pass;
  bool target_met = true;
  bool operator==(const Said&) const = default;
};

/// The last grid time up to which all readings after `after` say what the newest until then says;
/// `after` where that is nothing out of the ordinary, or hangs on readings that are far apart.
Instant end_of_same(const plan::Metric& metric, const plan::Threshold& threshold,
                    const Window::Series& readings, const Observation& observation,
                    const PinnedBaseline& pinned, Instant after) {
  const std::size_t newest = readings.place_of(after + milliseconds(1));
  const bool is_far = std::holds_alternative<plan::BurnRate>(threshold.shape);
  if (is_far || newest == 0)
    return after;
  const std::vector<Point> points = points_of(metric, threshold, readings, observation, pinned);
  const auto said_at = [&](std::size_t i) -> std::optional<Said> {
    const bool is_known = points[i].side == Side::good || points[i].side == Side::beyond;
    if (!is_known)
      return std::nullopt;
    return Said{progress_at(metric, threshold, points, i).status,
                is_target_met(metric, threshold, reading_at(readings, points[i].at), pinned)};
  };
  const auto first = std::find_if(points.begin(), points.end(), [&](const Point& point) {
    return point.at == readings.times()[newest - 1];
  });
  if (first == points.end())
    return after;
  auto i = static_cast<std::size_t>(first - points.begin());
  const auto said = said_at(i);
  if (!said || said == Said{})
    return after;
  while (i + 1 < points.size() && points[i + 1].at - points[i].at == metric.every &&
         said_at(i + 1) == said)
    ++i;
  return std::max(after, points[i].at);
}

/// Calls `visit(metric, threshold, series)` for all that is judged in the phase.
template <class Visit>
void each_judged(const plan::Plan& plan, const plan::Phase& phase, const State& state,
                 Visit visit) {
  for (const plan::Threshold& threshold : plan.thresholds) {
    const plan::Metric* metric =
        threshold.metric.empty() ? nullptr : plan::find_metric(plan, threshold.metric);
    if (metric == nullptr || !plan::applies(threshold, phase) ||
        is_taken_back(state, threshold.then.scope))
      continue;
    for (const std::string& series : plan::series_of(*metric))
      visit(*metric, threshold, series);
  }
}

/// The first that `find(metric, threshold, series)` finds of all that is judged in the phase.
template <class Find>
std::optional<Instant> first_of(const plan::Plan& plan, const plan::Phase& phase,
                                const State& state, Find find) {
  std::optional<Instant> first;
  each_judged(
      plan, phase, state,
      [&](const plan::Metric& metric, const plan::Threshold& threshold, const std::string& series) {
        if (const std::optional<Instant> found = find(metric, threshold, series))
          first = std::min(first.value_or(*found), *found);
      });
  return first;
}

/// A year of half minutes. A clock that was set years ahead would make hundreds of millions.
constexpr std::int64_t k_steps_max = 1'000'000;

} // namespace

Grid grid_of(const plan::Metric& metric, const Observation& observation) {
  const std::int64_t every = metric.every.ms;
  const std::int64_t first_step = (metric.window.ms + every - 1) / every;
  const std::int64_t elapsed = std::max<std::int64_t>(0, (observation.now - observation.start).ms);
  const std::int64_t newest_step = elapsed / every;
  return {observation.start + std::max(first_step, newest_step - k_steps_max) * metric.every,
          observation.start + newest_step * metric.every};
}

Finding judge(const plan::Metric& metric, const plan::Threshold& threshold,
              const std::string& series, const Window::Series& readings,
              const Observation& observation, const std::map<std::string, BaselinePinned>& pinned,
              Judging judging) {
  const PinnedBaseline baseline = pinned_baseline(metric, series, pinned);
  const std::vector<Point> points = points_of(metric, threshold, readings, observation, baseline);
  Judged judged = judge_nothing(metric, observation);
  if (!points.empty()) {
    const auto breach =
        judging == Judging::all ? find_breach(metric, threshold, points) : std::optional<Judged>();
    judged = breach ? *breach : judge_newest(metric, threshold, points);
  }
  Finding finding = std::move(judged.finding);
  const std::optional<Reading> newest =
      points.empty() ? std::nullopt : reading_at(readings, points.back().at);
  finding.target_met = is_target_met(metric, threshold, newest, baseline);
  note_baseline(finding, metric, readings, baseline);
  finding.threshold = threshold.id;
  finding.series = series;
  finding.text =
      word_finding(metric, threshold, finding,
                   {newest, judged.detail, judged.unknown_at,
                    judged.unknown_at ? reading_at(readings, *judged.unknown_at) : std::nullopt});
  return finding;
}

std::vector<Finding> judge_all(const plan::Plan& plan, const plan::Phase& phase, const State& state,
                               const Window& window, const Observation& observation) {
  std::vector<Finding> findings;
  each_judged(
      plan, phase, state,
      [&](const plan::Metric& metric, const plan::Threshold& threshold, const std::string& series) {
        findings.push_back(judge(metric, threshold, series, window.series(metric.id, series),
                                 observation, state.baselines));
      });
  return findings;
}

std::optional<Instant> next_breach(const plan::Plan& plan, const plan::Phase& phase,
                                   const State& state, const Window& window,
                                   const Observation& observation, Instant after) {
  return first_of(
      plan, phase, state,
      [&](const plan::Metric& metric, const plan::Threshold& threshold, const std::string& series) {
        const auto points =
            points_of(metric, threshold, window.series(metric.id, series), observation,
                      pinned_baseline(metric, series, state.baselines));
        return begin_of_breach(metric, threshold, points, after);
      });
}

std::optional<Instant> next_notable(const plan::Plan& plan, const plan::Phase& phase,
                                    const State& state, const Window& window,
                                    const Observation& observation, Instant after) {
  return first_of(
      plan, phase, state,
      [&](const plan::Metric& metric, const plan::Threshold& threshold, const std::string& series) {
        const Window::Series& readings = window.series(metric.id, series);
        const PinnedBaseline pinned = pinned_baseline(metric, series, state.baselines);
        return first_notable(metric, threshold, readings, grid_of(metric, observation), pinned,
                             end_of_same(metric, threshold, readings, observation, pinned, after));
      });
}

} // namespace relctl::core
