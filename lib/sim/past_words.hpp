// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace relctl::sim {

/// How a reading of an uneven block lies in its words; the references follow.
enum class PastWord : std::size_t { time, causes, value, volume, baseline, count };

constexpr double k_no_number = std::numeric_limits<double>::quiet_NaN();

[[nodiscard]] constexpr std::size_t place_of(PastWord word) {
  return static_cast<std::size_t>(word);
}

[[nodiscard]] inline double word_of(Instant at) {
  return std::bit_cast<double>(at.ms);
}
[[nodiscard]] inline Instant time_of(const double* words) {
  return {std::bit_cast<std::int64_t>(words[place_of(PastWord::time)])};
}

/// Both causes that a reading may have.
[[nodiscard]] double word_of(const std::optional<plan::Cause>& cause,
                             const std::optional<plan::Cause>& baseline_unknown);
[[nodiscard]] std::optional<plan::Cause> cause_of(const double* words);
[[nodiscard]] std::optional<plan::Cause> baseline_cause_of(const double* words);

} // namespace relctl::sim
