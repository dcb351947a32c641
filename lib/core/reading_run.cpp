// SPDX-License-Identifier: Apache-2.0
#include "core/reading_run.hpp"

namespace relctl::core {
namespace {

constexpr std::int64_t k_latest_ms = 253'402'300'799'999; // The end of the year 9999.

} // namespace

bool is_sound(const ReadingRun& run) {
  const auto is_whole = [&](const std::vector<double>& numbers) {
    return numbers.empty() || numbers.size() == run.size();
  };
  if (run.values.empty() || !is_whole(run.volumes) || !is_whole(run.baselines))
    return false;
  if (run.every.ms <= 0 || run.from.ms < -k_latest_ms || run.from.ms > k_latest_ms)
    return false;
  return static_cast<std::int64_t>(run.size()) <= 2 * k_latest_ms / run.every.ms;
}

} // namespace relctl::core
