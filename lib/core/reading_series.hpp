// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading_run.hpp"

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relctl::core {

/// The readings of one series in order of their grid times, one for each. Most say nothing but
/// their numbers, and every turn looks over a whole phase: times and numbers lie in rows, and only
/// a reading that says more is kept as it is.
class ReadingSeries {
public:
  using Entry = std::pair<Instant, Reading>;

  /// Makes each reading as it is looked at; what is judged by the thousand is asked of the rows.
  class const_iterator {
  public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = Entry;
    using difference_type = std::ptrdiff_t;
    using reference = Entry;
    struct pointer {
      Entry entry;
      const Entry* operator->() const { return &entry; }
    };

    const_iterator() = default;
    const_iterator(const ReadingSeries& series, std::size_t place)
        : m_series(&series), m_place(static_cast<std::ptrdiff_t>(place)) {}
    Entry operator*() const { return (*m_series)[static_cast<std::size_t>(m_place)]; }
    pointer operator->() const { return {**this}; }
    const_iterator& operator++() { return *this += 1; }
    const_iterator& operator--() { return *this += -1; }
    const_iterator operator++(int) { return std::exchange(*this, *this + 1); }
    const_iterator operator--(int) { return std::exchange(*this, *this + -1); }
    const_iterator& operator+=(std::ptrdiff_t n) {
      m_place += n;
      return *this;
    }
    const_iterator operator+(std::ptrdiff_t n) const { return const_iterator(*this) += n; }
    std::ptrdiff_t operator-(const const_iterator& other) const { return m_place - other.m_place; }
    bool operator==(const const_iterator& other) const { return m_place == other.m_place; }

  private:
    const ReadingSeries* m_series = nullptr;
    std::ptrdiff_t m_place = 0;
  };

  ReadingSeries() = default;
  ReadingSeries(std::initializer_list<Entry> entries);

  /// Adds the reading, or replaces the one of its time.
  void put(const Reading& reading);
  /// Adds a run that is later than all that is there.
  void extend(const ReadingRun& run);

  [[nodiscard]] bool empty() const { return m_times.empty(); }
  [[nodiscard]] std::size_t size() const { return m_times.size(); }
  [[nodiscard]] const_iterator begin() const { return {*this, 0}; }
  [[nodiscard]] const_iterator end() const { return {*this, size()}; }
  [[nodiscard]] auto rbegin() const { return std::reverse_iterator(end()); }
  [[nodiscard]] auto rend() const { return std::reverse_iterator(begin()); }
  [[nodiscard]] Entry operator[](std::size_t i) const { return {m_times[i], reading(i)}; }
  [[nodiscard]] Reading reading(std::size_t i) const;

  /// The place of the first reading at or after `at`; size() when there is none.
  [[nodiscard]] std::size_t place_of(Instant at) const;
  [[nodiscard]] const_iterator lower_bound(Instant at) const { return {*this, place_of(at)}; }
  [[nodiscard]] const_iterator find(Instant at) const;
  [[nodiscard]] bool contains(Instant at) const { return find(at) != end(); }
  /// The place from which on readings follow each other `every` apart and say nothing but their
  /// numbers, to the newest: what is judged at every turn need not look at each of them. size()
  /// where not even the newest is so.
  [[nodiscard]] std::size_t even_from(Duration every) const;

  // The rows, by place.
  [[nodiscard]] const std::vector<Instant>& times() const { return m_times; }
  /// Not a number where the reading has no value.
  [[nodiscard]] const std::vector<double>& values() const { return m_values; }
  [[nodiscard]] std::optional<double> volume(std::size_t i) const;
  [[nodiscard]] std::optional<double> baseline(std::size_t i) const;
  /// The reading, where it says more than its numbers; null elsewhere. Until the next change.
  [[nodiscard]] const Reading* whole(std::size_t i) const {
    return i < m_whole.size() ? m_whole[i].get() : nullptr;
  }

private:
  [[nodiscard]] bool is_plain(const Reading& reading) const;
  [[nodiscard]] bool is_named(const std::string& track, const std::string& metric,
                              const std::string& series) const;
  void name(const std::string& track, const std::string& metric, const std::string& series);

  Reading m_like; ///< Whose the numbers are: track, metric and series.
  std::vector<Instant> m_times;
  std::vector<double> m_values;
  // These end with the last that is there: most series have none.
  std::vector<double> m_volumes; ///< Not a number: none, here and in the next.
  std::vector<double> m_baselines;
  std::vector<std::shared_ptr<const Reading>> m_whole;

  /// Keeps what even_from() says, after a reading was put at `place`.
  void note_put(std::size_t place);
  /// The same for one of numbers alone that is later than all before it.
  void note_newest(std::size_t place);
  std::size_t m_even_from = 0;
  Duration m_even_every; ///< Between the readings from there on; means nothing for one alone.
};

} // namespace relctl::core
