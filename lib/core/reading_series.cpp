// SPDX-License-Identifier: Apache-2.0
#include "core/reading_series.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace relctl::core {
namespace {

constexpr double k_absent_number = std::numeric_limits<double>::quiet_NaN();

std::optional<double> number_at(const std::vector<double>& row, std::size_t place) {
  return place >= row.size() || std::isnan(row[place]) ? std::nullopt : std::optional(row[place]);
}

/// Makes room at `place` in a row that may end before it.
template <class T>
void open_place(std::vector<T>& row, std::size_t place, T absent) {
  if (place < row.size())
    row.insert(row.begin() + static_cast<std::ptrdiff_t>(place), std::move(absent));
}

/// Puts what is there at `place`, and takes away what was where it is not.
template <class T>
void put_at(std::vector<T>& row, std::size_t place, std::optional<T> there, const T& absent) {
  if (there && place >= row.size())
    row.resize(place + 1, absent);
  if (place < row.size())
    row[place] = there ? *std::move(there) : absent;
}

/// Puts `numbers`, if there are any, from `place` on, behind all that is there.
void append(std::vector<double>& row, std::size_t place, const std::vector<double>& numbers) {
  if (numbers.empty())
    return;
  row.resize(place, k_absent_number);
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
    open_place(m_volumes, place, k_absent_number);
    open_place(m_baselines, place, k_absent_number);
    open_place(m_whole, place, {});
  }
  m_values[place] = reading.value.value_or(k_absent_number);
  put_at(m_volumes, place, reading.volume, k_absent_number);
  put_at(m_baselines, place, reading.baseline, k_absent_number);
  std::optional<std::shared_ptr<const Reading>> whole;
  if (!is_plain(reading))
    whole = std::make_shared<const Reading>(reading);
  put_at(m_whole, place, std::move(whole), {});
  note_put(place);
}

void ReadingSeries::note_put(std::size_t place) {
  if (place + 1 == size() && whole(place) == nullptr) {
    note_newest(place);
    return;
  }
  // What came late, or again, is seldom: what is even begins behind it.
  m_even_from = std::min(std::max(m_even_from, place) + 1, size());
}

void ReadingSeries::note_newest(std::size_t place) {
  if (m_even_from >= place) {
    m_even_from = place;
    return;
  }
  const Duration step = m_times[place] - m_times[place - 1];
  if (m_even_from + 1 < place && step != m_even_every)
    m_even_from = place - 1;
  m_even_every = step;
}

std::size_t ReadingSeries::even_from(Duration every) const {
  const bool is_even = m_even_from + 1 >= size() || m_even_every == every;
  return is_even ? m_even_from : size() - 1;
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
  const std::size_t place = size();
  m_times.resize(place + run.size());
  for (std::size_t i = 0; i < run.size(); ++i)
    m_times[place + i] = run.at(i);
  append(m_values, place, run.values);
  append(m_volumes, place, run.volumes);
  append(m_baselines, place, run.baselines);
  note_newest(place);
  if (run.size() > 1)
    note_newest(place + 1); // The others are as far apart.
}

Reading ReadingSeries::reading(std::size_t i) const {
  if (const Reading* there = whole(i))
    return *there;
  Reading reading = m_like;
  reading.at = m_times[i];
  reading.value = m_values[i];
  reading.volume = volume(i);
  reading.baseline = baseline(i);
  return reading;
}

std::optional<double> ReadingSeries::volume(std::size_t i) const {
  const Reading* there = whole(i);
  return there != nullptr ? there->volume : number_at(m_volumes, i);
}

std::optional<double> ReadingSeries::baseline(std::size_t i) const {
  const Reading* there = whole(i);
  return there != nullptr ? there->baseline : number_at(m_baselines, i);
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
