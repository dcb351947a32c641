// SPDX-License-Identifier: Apache-2.0
#include "core/observation_samples.hpp"

#include "base/text.hpp"
#include "core/judge.hpp"
#include "core/measure.hpp"
#include "core/observed_plan.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

namespace relctl::core {
namespace {

const Window::Series& readings_of(const Situation& situation, const plan::Metric& metric,
                                  const std::string& series) {
  return window_of(situation.windows, plan::k_main_track).series(metric.id, series);
}

template <class Visit>
void each_sampled_series(const plan::Plan& plan, Visit visit) {
  for (const plan::Metric* metric : metrics_of(plan, {}, nullptr))
    for (const std::string& series : plan::series_of(*metric))
      visit(*metric, series);
}

SampledValue value_at(const Situation& situation, const plan::Metric& metric,
                      const std::string& series, Instant at) {
  SampledValue sampled{metric.id, series, {}, plan::Cause::nodata, "nobody sampled then"};
  const Window::Series& readings = readings_of(situation, metric, series);
  if (const auto reading = readings.find(at); reading != readings.end()) {
    sampled.value = reading->second.value;
    sampled.cause = reading->second.cause;
    sampled.detail = reading->second.detail;
    sampled.baseline = reading->second.baseline;
    sampled.references = reading->second.references;
  }
  return sampled;
}

/// Alert limits are judged in their shape over the samples so far, the last breach counting.
void judge_sample(const Situation& situation, const Observation& observation, SampleTaken& sample) {
  for (plan::Threshold threshold : situation.plan.thresholds) {
    const plan::Metric* metric = plan::find_metric(situation.plan, threshold.metric);
    if (metric == nullptr)
      continue;
    threshold.then.kind = plan::Consequence::Kind::hold;
    for (const std::string& series : plan::series_of(*metric)) {
      const Window::Series& readings = readings_of(situation, *metric, series);
      const auto reading = readings.find(sample.grid_at);
      if (reading == readings.end() || !reading->second.value)
        continue;
      const Finding finding =
          judge(*metric, threshold, series, readings, observation, situation.state.baselines);
      const std::string subject = series_key(threshold.id, series);
      if (finding.status == Status::breach && finding.at == sample.grid_at)
        sample.alerts.push_back(subject);
      if (!finding.target_met)
        sample.missed.push_back(subject);
    }
  }
}

} // namespace

Instant grid_time(const ObservationState& observation, Instant start, int sample) {
  return start + sample * observation.opened.every;
}

bool is_read(const Situation& situation, Instant at) {
  bool all = true;
  each_sampled_series(situation.plan, [&](const plan::Metric& metric, const std::string& series) {
    all = all && readings_of(situation, metric, series).contains(at);
  });
  return all;
}

SampleTaken take_sample(const Situation& situation, Instant start, int sample) {
  SampleTaken taken;
  taken.sample = sample;
  taken.grid_at = grid_time(*situation.state.observation, start, sample);
  each_sampled_series(situation.plan, [&](const plan::Metric& metric, const std::string& series) {
    SampledValue value = value_at(situation, metric, series, taken.grid_at);
    if (metric.id != k_families_metric)
      taken.values.push_back(std::move(value));
    else if (value.value && *value.value > 0)
      taken.families.push_back(series);
    else if (!value.value && value.cause != plan::Cause::nodata)
      taken.families_unknown.push_back(series);
  });
  judge_sample(situation, {start, taken.grid_at}, taken);
  taken.text = word_sample(situation.plan, taken);
  return taken;
}

std::set<std::string> troubles_of(const plan::Plan& plan, const SampleTaken& sample) {
  std::set<std::string> troubles(sample.missed.begin(), sample.missed.end());
  for (const SampledValue& value : sample.values)
    for (const plan::Threshold& threshold : plan.thresholds)
      if (threshold.metric == value.metric && !value.value)
        troubles.insert(series_key(threshold.id, value.series));
  return troubles;
}

namespace {

/// Why there is no number; what a source said is told once, however many metrics it failed.
std::string word_unknown(const SampledValue& value, std::set<std::string>& told) {
  const bool is_news = !value.detail.empty() && told.insert(value.detail).second;
  return "? (" + std::string(word_cause(*value.cause)) + (is_news ? ": " + value.detail : "") + ")";
}

} // namespace

std::string word_sample(const plan::Plan& plan, const SampleTaken& sample) {
  std::vector<std::string> values;
  std::set<std::string> told;
  for (const SampledValue& value : sample.values) {
    const plan::Metric* metric = plan::find_metric(plan, value.metric);
    const Dimension dimension = metric == nullptr ? Dimension::none : metric->unit.dimension;
    values.push_back(
        series_key(value.metric, value.series) + " " +
        (value.value ? format_quantity(*value.value, dimension) : word_unknown(value, told)));
  }
  std::string text = join(values, ", ");
  if (!sample.missed.empty())
    text += "; target missed: " + join(sample.missed, ", ");
  if (!sample.alerts.empty())
    text += "; alert limit passed: " + join(sample.alerts, ", ");
  return text;
}

} // namespace relctl::core
