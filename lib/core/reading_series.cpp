// SPDX-License-Identifier: Apache-2.0
#include "core/reading_series.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace relctl::core {
namespace {

constexpr double k_absent_number = std::numeric_limits<double>::quiet_NaN();

std::optional<double> present(double number) {
  return std::isnan(number) ? std::nullopt : std::optional(number);
}

void append(std::vector<double>& row, const std::vector<double>& numbers, std::size_t count) {
  if (numbers.empty())
    row.insert(row.end(), count, k_absent_number);
  else
    row.insert(row.end(), numbers.begin(), numbers.end());
}

} // namespace

ReadingSeries::ReadingSeries(std::initializer_list<Entry> entries) {
  for (const Entry& entry : entries)
    put(entry.second);
}

/// Whether its numbers say all of it.
bool ReadingSeries::is_plain(const Reading& reading) const {
  const auto is_number = [](const std::optional<double>& number) {
    return !number || !std::isnan(*number);
  };
  return reading.value && is_number(reading.value) && is_number(reading.volume) &&
         is_number(reading.baseline) && !reading.cause && !reading.baseline_unknown &&
         !reading.sampled_at && !reading.backfilled && reading.detail.empty() &&
         reading.baseline_cause.empty() && reading.references.empty() && reading.samples.empty() &&
         is_named(reading.track, reading.metric, reading.series);
}

bool ReadingSeries::is_named(const std::string& track, const std::string& metric,
                             const std::string& series) const {
  return track == m_like.track && metric == m_like.metric && series == m_like.series;
}

void ReadingSeries::name(const std::string& track, const std::string& metric,
                         const std::string& series) {
  m_like.track = track;
  m_like.metric = metric;
  m_like.series = series;
}

void ReadingSeries::put(const Reading& reading) {
  if (empty())
    name(reading.track, reading.metric, reading.series);
  const std::size_t place = place_of(reading.at);
  if (place == size() || m_times[place] != reading.at) {
    const auto offset = static_cast<std::ptrdiff_t>(place);
    m_times.insert(m_times.begin() + offset, reading.at);
    m_values.insert(m_values.begin() + offset, k_absent_number);
    m_volumes.insert(m_volumes.begin() + offset, k_absent_number);
    m_baselines.insert(m_baselines.begin() + offset, k_absent_number);
    m_whole.insert(m_whole.begin() + offset, nullptr);
  }
  m_values[place] = reading.value.value_or(k_absent_number);
  m_volumes[place] = reading.volume.value_or(k_absent_number);
  m_baselines[place] = reading.baseline.value_or(k_absent_number);
  m_whole[place] = is_plain(reading) ? nullptr : std::make_shared<const Reading>(reading);
}

void ReadingSeries::extend(const ReadingRun& run) {
  RELCTL_CHECK(empty() || m_times.back() < run.from);
  if (empty())
    name(run.track, run.metric, run.series);
  if (!is_named(run.track, run.metric, run.series)) {
    for (std::size_t i = 0; i < run.size(); ++i)
      put(run.reading(i));
    return;
  }
  for (std::size_t i = 0; i < run.size(); ++i)
    m_times.push_back(run.at(i));
  append(m_values, run.values, run.size());
  append(m_volumes, run.volumes, run.size());
  append(m_baselines, run.baselines, run.size());
  m_whole.resize(size());
}

Reading ReadingSeries::reading(std::size_t i) const {
  if (m_whole[i])
    return *m_whole[i];
  Reading reading = m_like;
  reading.at = m_times[i];
  reading.value = m_values[i];
  reading.volume = volume(i);
  reading.baseline = baseline(i);
  return reading;
}

std::optional<double> ReadingSeries::volume(std::size_t i) const {
  return m_whole[i] ? m_whole[i]->volume : present(m_volumes[i]);
}

std::optional<double> ReadingSeries::baseline(std::size_t i) const {
  return m_whole[i] ? m_whole[i]->baseline : present(m_baselines[i]);
}

std::size_t ReadingSeries::place_of(Instant at) const {
  // Most ask for the newest, or for what comes after it.
  if (m_times.empty() || m_times.back() < at)
    return size();
  return static_cast<std::size_t>(std::lower_bound(m_times.begin(), m_times.end(), at) -
                                  m_times.begin());
}

ReadingSeries::const_iterator ReadingSeries::find(Instant at) const {
  const std::size_t place = place_of(at);
  return {*this, place < size() && m_times[place] == at ? place : size()};
}

} // namespace relctl::core
