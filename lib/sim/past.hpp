// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/reading.hpp"
#include "ports/word_store.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
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

  /// The words of one more reading, its time filled in.
  static double* begin(Column& column, Instant at);
  [[nodiscard]] Result<void> end(Column& column);

  std::unique_ptr<ports::WordStore> m_store;
  std::vector<PastSeries> m_series;
  std::vector<Column> m_columns;
};

/// One reading of the past, as it lies there, until the next of its series is read. Numbers that
/// are absent are not numbers.
class PastNumbers {
public:
  explicit PastNumbers(const double* words) : m_words(words) {}

  [[nodiscard]] Instant at() const { return {std::bit_cast<std::int64_t>(m_words[0])}; }
  [[nodiscard]] std::optional<plan::Cause> cause() const;
  [[nodiscard]] std::optional<plan::Cause> baseline_unknown() const;
  [[nodiscard]] double value() const { return m_words[2]; }
  [[nodiscard]] double volume() const { return m_words[3]; }
  [[nodiscard]] double baseline() const { return m_words[4]; }
  /// In the order of the series.
  [[nodiscard]] double reference(std::size_t i) const { return m_words[5 + i]; }
  /// Whether it has a value, and no cause for anything.
  [[nodiscard]] bool is_plain() const {
    return std::bit_cast<std::uint64_t>(m_words[1]) == 0 && std::isfinite(value());
  }

private:
  const double* m_words;
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
    Instant from{1};  ///< Of the block's first reading; behind `until`: there is no block yet.
    Instant until{0}; ///< Of the next block's.
    std::vector<double> kept; ///< Of a block that lies in the store.
    const double* words = nullptr;
    std::size_t count = 0; ///< Of its readings.
    std::size_t place = 0;
  };
  void move_to_block(const Past::Column& column, Instant at, Cursor& cursor) const;

  const Past& m_past;
  std::vector<Cursor> m_cursors;
};

} // namespace relctl::sim
