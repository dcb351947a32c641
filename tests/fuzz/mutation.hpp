// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace relctl::fuzz {

/// Makes new inputs of old ones: bytes flipped, parts doubled, taken out, moved from one input into
/// another, words of the input's language put in. The same seed gives the same inputs everywhere.
class Mutation {
public:
  explicit Mutation(std::uint64_t seed) : m_random(seed) {}
  [[nodiscard]] std::string next(const std::vector<std::string>& inputs);

private:
  [[nodiscard]] std::size_t below(std::size_t bound) { return m_random() % bound; }
  [[nodiscard]] std::string part_of(const std::string& text);
  void change(std::string& text, const std::vector<std::string>& inputs);

  std::mt19937_64 m_random;
};

} // namespace relctl::fuzz
