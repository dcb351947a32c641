// SPDX-License-Identifier: Apache-2.0
#include "sim/sources.hpp"

#include "base/check.hpp"
#include "core/observed_plan.hpp"
#include "sim/reading_runs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::sim {

namespace {

void make_unknown(core::Reading& reading, plan::Cause cause, std::string detail) {
  reading.value.reset();
  reading.cause = cause;
  reading.detail = std::move(detail);
}

/// How many grid times from there on have the same numbers.
std::int64_t same_from(const plan::ScenarioSeries& series, std::int64_t index) {
  std::int64_t count = plan::k_for_ever;
  const auto consider = [&](const plan::SeriesValues& values) {
    count = std::min(count, values.same_from(index));
  };
  if (series.values)
    consider(*series.values);
  if (series.volume)
    consider(*series.volume);
  for (const auto& [operand, values] : series.operands)
    consider(values);
  return count;
}

} // namespace

Sources::Sources(const plan::Plan& plan, const plan::Scenario& scenario)
    : m_plan(plan), m_scenario(scenario) {}

const HealthyNumbers& Sources::healthy(const plan::Metric& metric) {
  const auto known = m_healthy.find(metric.id);
  if (known != m_healthy.end())
    return known->second;
  return m_healthy[metric.id] = healthy_numbers(m_plan, metric).value_or(HealthyNumbers{});
}

const plan::ScenarioSeries* Sources::series_for(const core::MeasurementRequest& request,
                                                const std::string& phase) const {
  for (const plan::ScenarioSeries& series : m_scenario.series)
    if (series.metric == request.metric &&
        (series.series.empty() || series.series == request.series) &&
        (series.phase.empty() || series.phase == phase))
      return &series;
  return nullptr;
}

/// Which of its points the series has at that time.
std::int64_t Sources::index_of(const core::MeasurementRequest& request,
                               const plan::ScenarioSeries& series, Instant at) const {
  const Instant from = series.phase.empty() ? m_scenario.opening : request.phase_start;
  return (at - from).ms / request.every.ms;
}

void Sources::fill(core::Reading& reading, const plan::ScenarioSeries& series, std::int64_t index,
                   const plan::Metric& metric) {
  const auto point_of = [&](const plan::SeriesValues& values) {
    auto point = values.at(index);
    if (!point && !m_run_out)
      m_run_out = {series.mark,
                   fmt::format("series '{}' has {} values and is asked for one more at "
                               "{}; end it with x* or give it more",
                               metric.id, values.size(), format_instant(reading.at))};
    return point.value_or(plan::SeriesPoint{});
  };
  if (series.volume)
    if (const auto volume = point_of(*series.volume); volume.value)
      reading.volume = *volume.value;
  for (const auto& [operand, values] : series.operands) {
    const auto point = point_of(values);
    if (operand != "baseline") {
      reading.references.erase(operand);
      if (point.value)
        reading.references[operand] = canonical(*point.value, metric.unit);
    } else if (point.value) {
      reading.baseline = canonical(*point.value, metric.unit);
    } else {
      reading.baseline.reset();
      reading.baseline_cause = "the scenario has none";
      reading.baseline_unknown = point.cause;
    }
  }
  if (!series.values)
    return;
  const auto point = point_of(*series.values);
  if (point.value)
    reading.value = canonical(*point.value, metric.unit);
  else
    make_unknown(reading, point.cause, "as the scenario has it");
}

core::Reading Sources::reading(const core::MeasurementRequest& request, const plan::Metric& metric,
                               const plan::ScenarioSeries* series, Instant at, Instant now) {
  const HealthyNumbers& good = healthy(metric);
  core::Reading reading;
  reading.track = request.track;
  reading.metric = request.metric;
  reading.series = request.series;
  reading.at = at;
  reading.value = good.value;
  reading.volume = good.volume;
  if (metric.baseline)
    reading.baseline = good.operand;
  for (const plan::Reference& reference : metric.references)
    reading.references[reference.id] = good.operand;
  if (metric.id == core::k_families_metric && m_scenario.observe.unexposed.contains(request.series))
    reading.value = 0.0;
  if (series != nullptr)
    fill(reading, *series, index_of(request, *series, at), metric);
  for (const Outage& outage : m_outages)
    if ((outage.what.source.empty() || outage.what.source == metric.source) && now < outage.until)
      make_unknown(reading, outage.what.cause, "the source is out, as the scenario has it");
  const bool is_thin = reading.value && request.volume_at_least > 0.0 && reading.volume &&
                       *reading.volume < request.volume_at_least;
  if (is_thin)
    make_unknown(reading, plan::Cause::thin,
                 fmt::format("{:g} of at least {:g}", *reading.volume, request.volume_at_least));
  return reading;
}

void Sources::measure(const core::MeasurementRequest& request, Instant now,
                      const std::string& phase, core::Inputs& inputs) {
  const plan::Metric* metric = plan::find_metric(m_plan, request.metric);
  RELCTL_CHECK(metric != nullptr);
  const plan::ScenarioSeries* series = series_for(request, phase);
  ReadingRuns runs(request, inputs);
  for (Instant at = request.from; at <= request.to;) {
    std::int64_t count = (request.to - at).ms / request.every.ms + 1;
    if (series != nullptr)
      count = std::min(count, same_from(*series, index_of(request, *series, at)));
    runs.repeat(reading(request, *metric, series, at, now), static_cast<std::size_t>(count));
    at = at + count * request.every;
  }
  runs.end();
}

std::optional<Instant> Sources::outage_until(const std::string& source, Instant now) const {
  std::optional<Instant> latest;
  for (const Outage& outage : m_outages) {
    const bool is_it = source.empty() || outage.what.source.empty() || outage.what.source == source;
    if (is_it && now < outage.until)
      latest = std::max(latest.value_or(now), outage.until);
  }
  return latest;
}

void Sources::begin_outage(const plan::OutageHappening& outage, Instant now) {
  m_outages.push_back({outage, now + outage.span});
}

} // namespace relctl::sim
