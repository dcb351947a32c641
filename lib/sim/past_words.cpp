// SPDX-License-Identifier: Apache-2.0
#include "sim/past_words.hpp"

namespace relctl::sim {
namespace {

constexpr unsigned k_cause_bits = 8;

std::uint64_t bits_of(const std::optional<plan::Cause>& cause) {
  return cause ? static_cast<std::uint64_t>(*cause) + 1 : 0;
}

std::optional<plan::Cause> cause_at(const double* words, unsigned shift) {
  const auto all = std::bit_cast<std::uint64_t>(words[place_of(PastWord::causes)]);
  const std::uint64_t bits = all >> shift & ((1U << k_cause_bits) - 1);
  return bits == 0 ? std::nullopt : std::optional(static_cast<plan::Cause>(bits - 1));
}

} // namespace

double word_of(const std::optional<plan::Cause>& cause,
               const std::optional<plan::Cause>& baseline_unknown) {
  return std::bit_cast<double>(bits_of(cause) | bits_of(baseline_unknown) << k_cause_bits);
}

std::optional<plan::Cause> cause_of(const double* words) {
  return cause_at(words, 0);
}

std::optional<plan::Cause> baseline_cause_of(const double* words) {
  return cause_at(words, k_cause_bits);
}

} // namespace relctl::sim
