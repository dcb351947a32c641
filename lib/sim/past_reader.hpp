// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/past.hpp"

#include <cmath>
#include <span>

namespace relctl::sim {

/// One reading of the past, as it lies there, until the next of its series is read. Numbers that
/// are absent are not numbers.
struct PastNumbers {
  Instant at;
  std::optional<plan::Cause> cause = {};
  std::optional<plan::Cause> baseline_unknown = {};
  double value = 0;
  double volume = 0;
  double baseline = 0;
  std::span<const double> references = {}; ///< In the order of the series; empty: it has none.

  /// Whether it has a value, and no cause for anything.
  [[nodiscard]] bool is_plain() const {
    return !cause && !baseline_unknown && std::isfinite(value);
  }
};

/// Readings of numbers alone that follow each other, until the next of their series is read.
struct PastStretch {
  std::span<const double> values;
  std::span<const double> volumes;   ///< One for each value, or none at all.
  std::span<const double> baselines; ///< Likewise.
};

/// Reads a Past that is whole; any number of readers may read at once. It costs least in order of
/// time.
class PastReader {
public:
  explicit PastReader(const Past& past);

  /// The newest reading of the series at or before `at`; none when there is none so early.
  [[nodiscard]] std::optional<PastNumbers> numbers(std::size_t series, Instant at);
  [[nodiscard]] std::optional<core::Reading> newest(std::size_t series, Instant at);
  /// The newest readings at `at`, `at + every`, … up to `to`, as far as they lie next to each other
  /// and are so far apart; empty where they are not.
  [[nodiscard]] PastStretch stretch(std::size_t series, Instant at, Duration every, Instant to);

private:
  /// The block that was read last, and which of its readings.
  struct Cursor {
    Instant from{1};  ///< Of the block's first reading; behind `until`: there is no block yet.
    Instant until{0}; ///< Of the next block's.
    const Past::Block* block = nullptr;
    std::vector<double> kept; ///< Of a block that lies in the store.
    const double* words = nullptr;
    const double* volumes = nullptr; ///< Of an even block; null where it has none.
    const double* baselines = nullptr;
    std::size_t place = 0; ///< In an uneven block.
  };
  /// On the block of that time; null when there is none so early.
  [[nodiscard]] Cursor* cursor_at(std::size_t series, Instant at);
  void move_to_block(const Past::Column& column, Instant at, Cursor& cursor) const;

  const Past& m_past;
  std::vector<Cursor> m_cursors;
};

} // namespace relctl::sim
