// SPDX-License-Identifier: Apache-2.0
#include "sim/backtest.hpp"

#include "core/measurement.hpp"
#include "sim/past_release.hpp"
#include "sim/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::sim {
namespace {

/// Often enough that a breach which holds is not forgotten between two looks.
constexpr int k_looks_a_phase = 2;
constexpr Duration k_shortest_release = minutes(1);

/// Answers from the past: at a grid time the newest reading that is less than an `every` old.
class PastSource {
public:
  PastSource(const Past& past, const std::vector<Injection>& faults)
      : m_past(past), m_reader(past), m_earlier(past), m_faults(faults) {}

  core::Reading reading(const core::MeasurementRequest& request, Instant at) {
    const auto series = find(request);
    auto found = series ? m_reader.newest(*series, at) : std::nullopt;
    if (!found || found->at <= at - request.every) {
      core::Reading none;
      none.metric = request.metric;
      none.series = request.series;
      none.cause = plan::Cause::nodata;
      none.detail = "the history has nothing there";
      found = none;
    }
    put_earlier(request, at, series, *found);
    for (const Injection& fault : m_faults)
      inject(fault, *found);
    found->at = at;
    return *std::move(found);
  }

private:
  /// A baseline that is the same series at an earlier time is in the history itself.
  void put_earlier(const core::MeasurementRequest& request, Instant at,
                   const std::optional<std::size_t>& series, core::Reading& reading) {
    if (request.baseline_offset.ms == 0 || reading.baseline || !series)
      return;
    const Instant then = at - request.baseline_offset;
    const auto earlier = m_earlier.newest(*series, then);
    if (earlier && then - request.every < earlier->at)
      reading.baseline = earlier->value;
    if (!reading.baseline)
      reading.baseline_cause = "the history does not reach back so far";
  }

  std::optional<std::size_t> find(const core::MeasurementRequest& request) const {
    const auto& all = m_past.series();
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].metric == request.metric && all[i].series == request.series &&
          (all[i].question.empty() || all[i].question == core::question_of(request)))
        found = i; // One for this question alone comes later.
    return found;
  }

  const Past& m_past;
  PastReader m_reader;
  PastReader m_earlier;
  const std::vector<Injection>& m_faults;
};

} // namespace

bool is_alarm(const PastRelease& release) {
  return release.end == PastRelease::End::rolled_back || release.end == PastRelease::End::held;
}

Duration exposed_time(const PastRelease& release, Instant since) {
  const Instant until = is_alarm(release) ? release.stopped_at : release.ended;
  double exposed_ms = 0.0;
  for (std::size_t i = 0; i < release.exposure.size(); ++i) {
    const auto& [reached, share] = release.exposure[i];
    const bool is_last = i + 1 == release.exposure.size();
    const Instant left = is_last ? until : std::min(until, release.exposure[i + 1].first);
    const Instant from = std::max(reached, since);
    if (from < left)
      exposed_ms += share * static_cast<double>((left - from).ms);
  }
  return {static_cast<std::int64_t>(exposed_ms)};
}

Backtest::Backtest(Setting setting) : m_setting(std::move(setting)) {}

Result<PastRelease> Backtest::run_once(Instant start, const std::vector<Injection>& faults,
                                       Instant fine_from, Instant& looked) const {
  plan::Scenario scenario = m_setting.scenario;
  scenario.opening = start;
  scenario.horizon = m_setting.to - start;
  PastSource source(m_setting.past, faults);
  const auto log = m_setting.open_log();
  Rehearsal rehearsal(m_setting.plan, scenario, m_setting.vars, *log);
  rehearsal.measure_by([&](const core::MeasurementRequest& request, Instant at) {
    return source.reading(request, at);
  });
  rehearsal.stop_when_stopped();
  if (start < fine_from)
    rehearsal.look_seldom(k_looks_a_phase, fine_from);
  RELCTL_TRY_ASSIGN(const Rehearsed rehearsed, rehearsal.run());
  looked = rehearsal.look_before_last();
  return past_release(m_setting.plan, rehearsed, start, m_setting.to);
}

Result<PastRelease> Backtest::run(Instant start, const std::vector<Injection>& faults) const {
  Instant looked;
  RELCTL_TRY_ASSIGN(auto release,
                    run_once(start, faults, m_setting.looks_seldom ? k_never : start, looked));
  if (!is_alarm(release) || !m_setting.looks_seldom)
    return release;
  // What stopped it came after the look before: from there on once more, at every grid time.
  return run_once(start, faults, looked, looked);
}

Result<std::vector<PastRelease>> Backtest::run_all(const Pace& pace,
                                                   const std::vector<Injection>& faults) const {
  std::vector<PastRelease> releases;
  for (Instant start = m_setting.from; start < m_setting.to;) {
    RELCTL_TRY_ASSIGN(auto release, run(start, faults));
    Instant next = std::max(release.ended, start + k_shortest_release);
    if (release.end != PastRelease::End::complete)
      next = next + pace.rest;
    start = pace.every ? start + *pace.every : next;
    releases.push_back(std::move(release));
  }
  return releases;
}

} // namespace relctl::sim
