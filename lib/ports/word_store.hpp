// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <span>

namespace relctl::ports {

/// A row of numbers that grows at its end and need not fit into memory.
class WordStore {
public:
  WordStore() = default;
  virtual ~WordStore() = default;
  WordStore(const WordStore&) = delete;
  WordStore& operator=(const WordStore&) = delete;

  /// The position of the first of them.
  [[nodiscard]] virtual Result<std::int64_t> append(std::span<const double> words) = 0;
  /// Fills `words` with what was appended from that position on; from any thread.
  virtual void read(std::int64_t position, std::span<double> words) const = 0;
};

} // namespace relctl::ports
