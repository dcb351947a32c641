// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/word_store.hpp"
#include "sim/past.hpp"

#include <algorithm>
#include <memory>
#include <vector>

namespace relctl::test {

/// In memory.
class KeptWords final : public ports::WordStore {
public:
  Result<std::int64_t> append(std::span<const double> words) override {
    const auto position = static_cast<std::int64_t>(m_words.size());
    m_words.insert(m_words.end(), words.begin(), words.end());
    return position;
  }
  void read(std::int64_t position, std::span<double> words) const override {
    std::copy_n(m_words.begin() + position, words.size(), words.begin());
  }

private:
  std::vector<double> m_words;
};

[[nodiscard]] inline std::unique_ptr<sim::Past> an_empty_past() {
  return std::make_unique<sim::Past>(std::make_unique<KeptWords>());
}

} // namespace relctl::test
