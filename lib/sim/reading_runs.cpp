// SPDX-License-Identifier: Apache-2.0
#include "sim/reading_runs.hpp"

#include <cmath>
#include <span>

namespace relctl::sim {
namespace {

constexpr std::size_t k_shortest_run = 8; // Below it single readings cost no more.

void append(std::vector<double>& row, std::span<const double> numbers) {
  row.insert(row.end(), numbers.begin(), numbers.end());
}

void append(std::vector<double>& row, const std::optional<double>& number, std::size_t count) {
  if (number)
    row.insert(row.end(), count, *number);
}

bool is_of_numbers(const core::Reading& reading) {
  const bool is_explained = reading.cause || reading.baseline_unknown || !reading.detail.empty() ||
                            !reading.baseline_cause.empty();
  return !is_explained && reading.value && std::isfinite(*reading.value) &&
         reading.references.empty() && reading.samples.empty();
}

} // namespace

void ReadingRuns::begin(Instant at) {
  m_run.track = m_request.track;
  m_run.metric = m_request.metric;
  m_run.series = m_request.series;
  m_run.from = at;
  m_run.every = m_request.every;
  m_run.values.reserve(static_cast<std::size_t>((m_request.to - at).ms / m_request.every.ms + 1));
}

void ReadingRuns::follow(Instant at, bool has_volume, bool has_baseline) {
  const bool fits = at == m_run.at(m_run.size()) && m_run.volumes.empty() != has_volume &&
                    m_run.baselines.empty() != has_baseline;
  if (m_run.values.empty() || !fits) {
    end();
    begin(at);
  }
}

void ReadingRuns::take(const PastStretch& stretch, Instant at) {
  follow(at, !stretch.volumes.empty(), !stretch.baselines.empty());
  append(m_run.values, stretch.values);
  append(m_run.volumes, stretch.volumes);
  append(m_run.baselines, stretch.baselines);
}

bool ReadingRuns::take(const PastNumbers& numbers, Instant at) {
  if (!numbers.is_plain())
    return false;
  const auto part = [](const double& number) {
    return std::isnan(number) ? std::span<const double>() : std::span(&number, 1);
  };
  take({part(numbers.value), part(numbers.volume), part(numbers.baseline)}, at);
  return true;
}

void ReadingRuns::repeat(const core::Reading& reading, std::size_t count) {
  if (is_of_numbers(reading)) {
    follow(reading.at, reading.volume.has_value(), reading.baseline.has_value());
    append(m_run.values, reading.value, count);
    append(m_run.volumes, reading.volume, count);
    append(m_run.baselines, reading.baseline, count);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    m_inputs.readings.push_back(reading);
    m_inputs.readings.back().at = reading.at + static_cast<std::int64_t>(i) * m_request.every;
  }
}

void ReadingRuns::end() {
  if (m_run.size() >= k_shortest_run)
    m_inputs.runs.push_back(std::move(m_run));
  else
    for (std::size_t i = 0; i < m_run.size(); ++i)
      m_inputs.readings.push_back(m_run.reading(i));
  m_run = {};
}

} // namespace relctl::sim
