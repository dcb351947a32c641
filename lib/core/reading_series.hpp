// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.hpp"

#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace relctl::core {

/// The readings of one series in order of their grid times, one for each. Times and values lie
/// side by side too: every turn looks over a whole phase, and a reading is large.
class ReadingSeries {
public:
  using Entry = std::pair<Instant, Reading>;
  using const_iterator = std::vector<Entry>::const_iterator;

  ReadingSeries() = default;
  ReadingSeries(std::initializer_list<Entry> entries);

  /// Adds the reading, or replaces the one of its time.
  void put(const Reading& reading);

  [[nodiscard]] bool empty() const { return m_entries.empty(); }
  [[nodiscard]] std::size_t size() const { return m_entries.size(); }
  [[nodiscard]] auto begin() const { return m_entries.begin(); }
  [[nodiscard]] auto end() const { return m_entries.end(); }
  [[nodiscard]] auto rbegin() const { return m_entries.rbegin(); }
  [[nodiscard]] auto rend() const { return m_entries.rend(); }
  [[nodiscard]] const Entry& operator[](std::size_t i) const { return m_entries[i]; }

  /// The place of the first reading at or after `at`; size() when there is none.
  [[nodiscard]] std::size_t place_of(Instant at) const;
  [[nodiscard]] const_iterator lower_bound(Instant at) const;
  [[nodiscard]] const_iterator find(Instant at) const;
  [[nodiscard]] bool contains(Instant at) const { return find(at) != end(); }

  [[nodiscard]] const std::vector<Instant>& times() const { return m_times; }
  /// By place; not a number where the reading has no value.
  [[nodiscard]] const std::vector<double>& values() const { return m_values; }

private:
  std::vector<Entry> m_entries;
  std::vector<Instant> m_times;
  std::vector<double> m_values;
};

} // namespace relctl::core
