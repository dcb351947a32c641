// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/period.hpp"
#include "base/result.hpp"
#include "core/reading.hpp"
#include "ports/word_store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// One series of readings of the past.
struct PastSeries {
  std::string metric;
  std::string series;                  ///< The value of `each`; empty without it.
  std::vector<std::string> references; ///< The ids whose numbers are kept.
  std::string question = {};           ///< What was asked, where that differs by phase.
};

/// Readings of the past in order of time, of any length: they lie in a store, in blocks, and only
/// what the blocks are is kept in memory. Most readings are equally far apart and say nothing but
/// the same numbers: an even block has these alone, row after row.
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
  /// Where in the range no series has a reading, for so long at least, which is an hour or more.
  [[nodiscard]] std::vector<Period> empty(Instant from, Instant to, Duration least) const;

private:
  friend class PastReader;
  enum class Form {
    even,  ///< `every` apart; all values, then all volumes and all baselines if it has them.
    uneven ///< Of each reading its time, causes, value, volume, baseline and references.
  };
  struct Block {
    Form form = Form::even;
    Instant first;
    Duration every; ///< Of an even one; zero for one reading alone.
    bool has_volume = false;
    bool has_baseline = false;
    std::size_t count = 0;    ///< Of its readings.
    std::int64_t offset = -1; ///< In words of the store; below zero: it is not there yet.
  };
  struct Column {
    std::size_t width = 0; ///< Words of a reading in an uneven block.
    std::vector<Block> blocks;
    // Of the last block, which comes into the store when the next begins.
    std::vector<double> words; ///< Its values, or all that an uneven one has.
    std::vector<double> volumes;
    std::vector<double> baselines;
    std::optional<Instant> last;
    /// When a reading comes that goes on with an even block of values alone; k_never: none does.
    Instant next = k_never;
    std::int64_t count = 0;
    std::vector<Period> gaps; ///< Of an hour or more between two readings.
  };

  static void note_time(Column& column, Instant at);
  static void note_next(Column& column);
  [[nodiscard]] Result<void> append_uneven(std::size_t series, const core::Reading& reading);
  [[nodiscard]] Result<void> open_block(Column& column, Form form, Instant at);
  [[nodiscard]] Result<void> close_block(Column& column);

  std::unique_ptr<ports::WordStore> m_store;
  std::vector<PastSeries> m_series;
  std::vector<Column> m_columns;
};

} // namespace relctl::sim
