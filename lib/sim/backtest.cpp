// SPDX-License-Identifier: Apache-2.0
#include "sim/backtest.hpp"

#include "sim/past_release.hpp"
#include "sim/past_source.hpp"
#include "sim/rehearsal.hpp"

#include <algorithm>

namespace relctl::sim {
namespace {

/// Often enough that a breach which holds is not forgotten between two looks.
constexpr int k_looks_a_phase = 2;
constexpr Duration k_shortest_release = minutes(1);

/// Whatever a source is, here its readings are on record: it can be asked about the past.
plan::Plan with_history(plan::Plan plan) {
  for (plan::Source& source : plan.sources)
    source.kind = plan::SourceKind::prometheus;
  return plan;
}

/// Longer than anybody waits for the next reading.
Duration longest_silence(const plan::Plan& plan) {
  Duration longest = hours(1);
  for (const plan::Metric& metric : plan.metrics)
    longest = std::max({longest, 3 * metric.every, metric.window});
  return longest;
}

} // namespace

bool is_alarm(const PastRelease& release) {
  return release.end == PastRelease::End::rolled_back || release.end == PastRelease::End::held;
}

Duration exposed_time(const PastRelease& release, Instant since, Instant over) {
  const Instant until = is_alarm(release) ? release.stopped_at : std::min(release.ended, over);
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

Backtest::Backtest(Setting setting)
    : m_setting(std::move(setting)), m_plan(with_history(m_setting.plan)),
      m_empty(m_setting.past.empty(m_setting.from, m_setting.to, longest_silence(m_plan))) {}

/// The first time from then on at which a release has something to be judged by.
Instant Backtest::next_start(Instant wanted, const Pace& pace) const {
  for (const auto& [from, to] : m_empty) {
    if (wanted < from || to <= wanted)
      continue;
    if (!pace.every) {
      wanted = to;
      continue;
    }
    const std::int64_t turns = ((to - wanted).ms + pace.every->ms - 1) / pace.every->ms;
    wanted = wanted + turns * *pace.every;
  }
  return wanted;
}

Result<PastRelease> Backtest::run(Instant start, const std::vector<Injection>& faults) const {
  plan::Scenario scenario = m_setting.scenario;
  scenario.opening = start;
  scenario.horizon = m_setting.to - start;
  PastSource source(m_setting.past, faults);
  const auto log = m_setting.open_log();
  Rehearsal rehearsal(m_plan, scenario, m_setting.vars, *log);
  rehearsal.measure_by([&](const core::MeasurementRequest& request, core::Inputs& inputs) {
    source.measure(request, inputs);
  });
  rehearsal.stop_when_stopped();
  if (m_setting.looks_seldom)
    rehearsal.look_seldom(k_looks_a_phase);
  RELCTL_TRY_ASSIGN(const Rehearsed rehearsed, rehearsal.run());
  return past_release(m_plan, rehearsed, start, m_setting.to);
}

Result<std::vector<PastRelease>> Backtest::run_all(const Pace& pace,
                                                   const std::vector<Injection>& faults) const {
  std::vector<PastRelease> releases;
  for (Instant start = next_start(m_setting.from, pace); start < m_setting.to;) {
    RELCTL_TRY_ASSIGN(auto release, run(start, faults));
    Instant next = std::max(release.ended, start + k_shortest_release);
    if (release.end != PastRelease::End::complete)
      next = next + pace.rest;
    start = next_start(pace.every ? start + *pace.every : next, pace);
    releases.push_back(std::move(release));
  }
  return releases;
}

} // namespace relctl::sim
