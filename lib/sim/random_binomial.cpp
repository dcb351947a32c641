// SPDX-License-Identifier: Apache-2.0
#include "sim/random_binomial.hpp"

#include <algorithm>
#include <cmath>

namespace relctl::sim {

namespace {

/// What is so much less likely than the likeliest never comes.
constexpr double k_least = 1e-18;
constexpr std::size_t k_guides = 512;

} // namespace

double Luck::next() {
  m_state += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = m_state;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  mixed ^= mixed >> 31U;
  return static_cast<double>(mixed >> 11U) * 0x1p-53;
}

RandomBinomial::RandomBinomial(std::int64_t tries, double chance) {
  const double odds = chance < 1.0 ? chance / (1.0 - chance) : 0.0;
  const auto mode =
      chance < 1.0
          ? std::min(tries, static_cast<std::int64_t>(static_cast<double>(tries + 1) * chance))
          : tries;
  // Weights by their ratios, from the likeliest down and up.
  std::vector<double> weights{1.0};
  m_least = mode;
  for (double weight = 1.0; m_least > 0 && odds > 0.0; --m_least) {
    weight *= static_cast<double>(m_least) / (static_cast<double>(tries - m_least + 1) * odds);
    if (weight < k_least)
      break;
    weights.push_back(weight);
  }
  std::reverse(weights.begin(), weights.end());
  double weight = 1.0;
  for (std::int64_t hits = mode; hits < tries && odds > 0.0; ++hits) {
    weight *= static_cast<double>(tries - hits) * odds / static_cast<double>(hits + 1);
    if (weight < k_least)
      break;
    weights.push_back(weight);
  }
  double all = 0.0;
  for (const double one : weights)
    m_by.push_back(all += one);
  for (double& by : m_by)
    by /= all;
  m_by.back() = 1.0;
  std::size_t index = 0;
  for (std::size_t guide = 0; guide < k_guides; ++guide) {
    while (m_by[index] <= static_cast<double>(guide) / k_guides)
      ++index;
    m_guide.push_back(index);
  }
}

std::int64_t RandomBinomial::draw(double luck) const {
  std::size_t index = m_guide[static_cast<std::size_t>(luck * k_guides)];
  while (m_by[index] <= luck)
    ++index;
  return m_least + static_cast<std::int64_t>(index);
}

} // namespace relctl::sim
