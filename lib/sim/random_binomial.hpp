// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace relctl::sim {

/// Random numbers that are the same everywhere: G. L. Steele, D. Lea, C. H. Flood, Fast Splittable
/// Pseudorandom Number Generators, OOPSLA 2014 (splitmix64).
class Luck {
public:
  explicit Luck(std::uint64_t seed) : m_state(seed) {}
  /// Evenly from [0, 1).
  double next();

private:
  std::uint64_t m_state;
};

/// Hits among independent tries of one chance, drawn by inversion: the same luck never gives fewer
/// hits at a greater chance.
class RandomBinomial {
public:
  RandomBinomial(std::int64_t tries, double chance);
  [[nodiscard]] std::int64_t draw(double luck) const;

private:
  std::int64_t m_least = 0;         ///< Fewer have no chance to speak of.
  std::vector<double> m_by;         ///< The chance of at most `m_least` + index.
  std::vector<std::size_t> m_guide; ///< The first index that a luck of index / size can come to.
};

} // namespace relctl::sim
