// SPDX-License-Identifier: Apache-2.0
#include "core/reading_series.hpp"

#include <algorithm>
#include <limits>

namespace relctl::core {

ReadingSeries::ReadingSeries(std::initializer_list<Entry> entries) {
  for (const Entry& entry : entries)
    put(entry.second);
}

void ReadingSeries::put(const Reading& reading) {
  const double value = reading.value.value_or(std::numeric_limits<double>::quiet_NaN());
  const std::size_t place = place_of(reading.at);
  const auto offset = static_cast<std::ptrdiff_t>(place);
  if (place < size() && m_times[place] == reading.at) {
    m_entries[place].second = reading;
    m_values[place] = value;
    return;
  }
  m_entries.emplace(m_entries.begin() + offset, reading.at, reading);
  m_times.insert(m_times.begin() + offset, reading.at);
  m_values.insert(m_values.begin() + offset, value);
}

std::size_t ReadingSeries::place_of(Instant at) const {
  // Most ask for the newest, or for what comes after it.
  if (m_times.empty() || m_times.back() < at)
    return size();
  return static_cast<std::size_t>(std::lower_bound(m_times.begin(), m_times.end(), at) -
                                  m_times.begin());
}

ReadingSeries::const_iterator ReadingSeries::lower_bound(Instant at) const {
  return m_entries.begin() + static_cast<std::ptrdiff_t>(place_of(at));
}

ReadingSeries::const_iterator ReadingSeries::find(Instant at) const {
  const std::size_t place = place_of(at);
  const bool is_there = place < size() && m_times[place] == at;
  return m_entries.begin() + static_cast<std::ptrdiff_t>(is_there ? place : size());
}

} // namespace relctl::core
