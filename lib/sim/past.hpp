// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/reading.hpp"
#include "ports/word_store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace relctl::sim {

/// One series of readings of the past.
struct PastSeries {
  std::string metric;
  std::string series;                  ///< The value of `each`; empty without it.
  std::vector<std::string> references; ///< The ids whose numbers are kept.
  std::string question = {};           ///< What was asked, where that differs by phase.
};

/// Readings of the past in order of time, of any length: they lie in a store, and only where its
/// blocks begin is kept in memory.
class Past {
public:
  explicit Past(std::unique_ptr<ports::WordStore> store) : m_store(std::move(store)) {}

  /// The number of the series.
  std::size_t add(PastSeries series);
  /// Adds a reading later than all before it in its series; only of the numbers of add(), and
  /// without what a person would be told of where it came from.
  [[nodiscard]] Result<void> append(std::size_t series, const core::Reading& reading);
  /// The same for one of numbers alone.
  [[nodiscard]] Result<void> append(std::size_t series, Instant at, double value,
                                    const std::optional<double>& volume,
                                    const std::optional<double>& baseline);

  [[nodiscard]] const std::vector<PastSeries>& series() const { return m_series; }
  [[nodiscard]] std::optional<Instant> first(std::size_t series) const;
  [[nodiscard]] std::optional<Instant> last(std::size_t series) const;
  [[nodiscard]] std::int64_t count(std::size_t series) const;

private:
  friend class PastReader;
  struct Block {
    Instant first;
    std::int64_t offset = 0; ///< In words of the store.
  };
  struct Column {
    std::size_t width = 0; ///< Words of one reading.
    std::vector<Block> blocks;
    std::vector<double> tail; ///< Readings that fill no block yet.
    std::optional<Instant> last;
    std::int64_t count = 0;
  };

  static void begin(Column& column, Instant at);
  [[nodiscard]] Result<void> end(Column& column);

  std::unique_ptr<ports::WordStore> m_store;
  std::vector<PastSeries> m_series;
  std::vector<Column> m_columns;
};

/// One reading of the past. Numbers that are absent are not numbers.
struct PastNumbers {
  Instant at;
  std::optional<plan::Cause> cause;
  std::optional<plan::Cause> baseline_unknown;
  double value = 0.0;
  double volume = 0.0;
  double baseline = 0.0;
  std::span<const double> references; ///< In the order of the series; until the next is read.
};

/// Reads a Past that is whole; any number of readers may read at once. It costs least in order of
/// time.
class PastReader {
public:
  explicit PastReader(const Past& past);

  /// The newest reading of the series at or before `at`; none when there is none so early.
  [[nodiscard]] std::optional<PastNumbers> numbers(std::size_t series, Instant at);
  [[nodiscard]] std::optional<core::Reading> newest(std::size_t series, Instant at);

private:
  /// The block that was read last, and which of its readings.
  struct Cursor {
    std::size_t block = SIZE_MAX;
    std::vector<double> words; ///< Of a block that lies in the store.
    std::size_t place = 0;
  };
  void move_to_block(std::size_t series, Instant at);
  void move_within(const Past::Column& column, const std::vector<double>& words, Instant at,
                   Cursor& cursor) const;

  const Past& m_past;
  std::vector<Cursor> m_cursors;
};

} // namespace relctl::sim
