// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"

#include <algorithm>
#include <cstdlib>

namespace relctl::core {
namespace {

/// Less than a thousandth of an observation, or than this, changes no decision.
constexpr Duration k_clock_set_least = milliseconds(100);

} // namespace

std::optional<Duration> clock_set_by(const Situation& situation, const std::optional<Clock>& before,
                                     Instant since, Duration observe) {
  const std::int64_t least_ms = std::max(k_clock_set_least.ms, observe.ms / 1000);
  const auto& now = situation.inputs.clock;
  Duration by = std::min(situation.now - since, Duration{});
  if (before && now && before->boot == now->boot)
    by = now->booted_at - before->booted_at;
  return std::abs(by.ms) > least_ms ? std::optional(by) : std::nullopt;
}

} // namespace relctl::core
