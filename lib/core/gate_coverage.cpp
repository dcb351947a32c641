// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"
#include "core/judge.hpp"
#include "core/judge_points.hpp"
#include "core/waivers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::core {
namespace {

using plan::Cause;

/// How well a series was seen over a stretch of its grid.
struct Sight {
  int due = 0;
  int good = 0;
  Duration longest_gap;
};

Sight sight_of(const plan::Metric& metric, const Window::Series& readings, const Grid& grid,
               Instant since) {
  Sight sight;
  const std::int64_t every = metric.every.ms;
  const std::int64_t before = (std::max(since, grid.first) - grid.first).ms;
  const Instant first = grid.first + (before + every - 1) / every * metric.every;
  Instant last_good = std::max(grid.first, first - metric.every);
  const auto& times = readings.times();
  std::size_t i = readings.place_of(first);
  const std::size_t even_from = readings.even_from(metric.every);
  for (Instant at = first; at <= grid.newest; at = at + metric.every) {
    while (i < times.size() && times[i] < at)
      ++i;
    const bool is_there = i < times.size() && times[i] == at;
    // The newest reading may still be on its way.
    if (at == grid.newest && !is_there)
      break;
    if (is_there && i >= even_from) {
      const std::int64_t more = std::min<std::int64_t>(
          (grid.newest - at).ms / every, static_cast<std::int64_t>(times.size() - i) - 1);
      sight.due += static_cast<int>(more) + 1;
      sight.good += static_cast<int>(more) + 1;
      at = last_good = at + more * metric.every;
      i += static_cast<std::size_t>(more);
      continue;
    }
    ++sight.due;
    if (is_there && !std::isnan(readings.values()[i])) {
      ++sight.good;
      last_good = at;
    }
    sight.longest_gap = std::max(sight.longest_gap, at - last_good);
  }
  return sight;
}

/// Calls `visit(metric, series, readings)` for each series that a hard threshold judges in the
/// phase.
template <class Visit>
void each_deciding_series(const Situation& situation, const Subject& subject, Visit visit) {
  const Window& window = window_of(situation.windows, subject.track);
  for (const plan::Metric* metric : metrics_of(situation.plan, situation.state, subject.phase)) {
    const bool decides =
        std::any_of(situation.plan.thresholds.begin(), situation.plan.thresholds.end(),
                    [&](const plan::Threshold& threshold) {
                      return threshold.metric == metric->id && is_hard(threshold) &&
                             !is_taken_back(situation.state, threshold.then.scope) &&
                             (subject.phase == nullptr || plan::applies(threshold, *subject.phase));
                    });
    if (!decides)
      continue;
    for (const std::string& series : plan::series_of(*metric))
      visit(*metric, series, window.series(metric->id, series));
  }
}

} // namespace

std::vector<Reason> coverage_reasons(const Situation& situation, const Subject& subject) {
  std::vector<Reason> reasons;
  // A bake is extended by the time it could not see instead.
  if (subject.phase == nullptr || subject.phase->bake || subject.phase->observe.ms == 0)
    return reasons;
  // Open at its start, as it comes out for whoever looks a moment after the grid time.
  const Instant since =
      std::max(subject.start, situation.now - subject.phase->observe + milliseconds(1));
  each_deciding_series(
      situation, subject,
      [&](const plan::Metric& metric, const std::string& series, const Window::Series& readings) {
        const Sight sight =
            sight_of(metric, readings, grid_of(metric, {subject.start, situation.now}), since);
        const std::string about = series_key(metric.id, series);
        if (sight.good < metric.coverage * sight.due)
          reasons.push_back(
              {Cause::coverage, about,
               fmt::format("only {} of {} readings are good, {} are needed", sight.good, sight.due,
                           format_quantity(metric.coverage, Dimension::ratio)),
               situation.now, true});
        if (sight.longest_gap > metric.max_gap)
          reasons.push_back(
              {Cause::gap, about,
               fmt::format("no good reading for {}, at most {} is allowed",
                           format_duration(sight.longest_gap), format_duration(metric.max_gap)),
               situation.now, true});
      });
  return reasons;
}

Duration unknown_time(const Situation& situation, const Subject& subject) {
  Duration longest;
  each_deciding_series(
      situation, subject,
      [&](const plan::Metric& metric, const std::string&, const Window::Series& readings) {
        const Sight sight = sight_of(
            metric, readings, grid_of(metric, {subject.start, situation.now}), subject.start);
        longest = std::max(longest, (sight.due - sight.good) * metric.every);
      });
  return longest;
}

namespace {

bool is_off(const plan::Metric& metric, const std::optional<plan::Limit>& limit, bool must_hold,
            const Reading& reading, const PinnedBaseline& pinned) {
  if (!limit || !reading.value)
    return false;
  const plan::LimitValue right = limit_of(metric, *limit, reading, pinned);
  return right.value && plan::holds(limit->comparison, *reading.value, *right.value) != must_hold;
}

/// The newest reading that a hard threshold found beyond its limit or off its target.
std::optional<Instant> last_bad(const Situation& situation, const Subject& subject) {
  std::optional<Instant> last;
  const Window& window = window_of(situation.windows, subject.track);
  for (const plan::Threshold& threshold : situation.plan.thresholds) {
    const plan::Metric* metric = plan::find_metric(situation.plan, threshold.metric);
    if (metric == nullptr || !is_hard(threshold) ||
        is_taken_back(situation.state, threshold.then.scope))
      continue;
    for (const std::string& series : plan::series_of(*metric)) {
      const PinnedBaseline pinned = pinned_baseline(*metric, series, situation.state.baselines);
      const Window::Series& readings = window.series(metric->id, series);
      const auto bad = std::find_if(readings.rbegin(), readings.rend(), [&](const auto& entry) {
        return is_off(*metric, threshold.breach, false, entry.second, pinned) ||
               is_off(*metric, threshold.target, true, entry.second, pinned);
      });
      if (bad != readings.rend())
        last = std::max(last.value_or(bad->first), bad->first);
    }
  }
  return last;
}

/// Every hard metric must have been within its target for the whole time: a bad reading begins it
/// anew, and one that lacked prolongs it. What was put right afterwards is watched for its own
/// time.
Instant recovery_end(const Situation& situation, const Subject& subject) {
  const plan::Rollback& planned = situation.plan.rollback;
  Instant end = subject.start + planned.observe;
  if (planned.observe.ms > 0)
    end = std::max(subject.start, last_bad(situation, subject).value_or(subject.start)) +
          planned.observe + unknown_time(situation, subject);
  const auto& rollback = situation.state.rollback;
  return planned.after && rollback && rollback->compensated
             ? std::max(end,
                        std::max(rollback->compensated_at, subject.start) + planned.after->observe)
             : end;
}

} // namespace

Instant observation_end(const Situation& situation, const Subject& subject,
                        const std::vector<Finding>& findings) {
  if (subject.phase == nullptr)
    return recovery_end(situation, subject);
  Instant start = subject.start;
  if (!subject.phase->bake) {
    const Instant end = start + subject.phase->observe;
    const EnoughNow enough =
        enough_now(situation.plan, *subject.phase, window_of(situation.windows, subject.track),
                   {start, situation.now});
    return std::min(end, enough.since.value_or(end));
  }
  for (const Finding& finding : findings)
    if (finding.status == Status::breach &&
        is_hard(*plan::find_threshold(situation.plan, finding.threshold)) &&
        waiver_of(situation.state, series_key(finding.threshold, finding.series), situation.now) ==
            nullptr)
      start = std::max(start, *finding.at);
  return start + subject.phase->observe + unknown_time(situation, subject);
}

} // namespace relctl::core
