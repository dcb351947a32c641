// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"

#include "host/live_world.hpp"

#include <algorithm>
#include <ctime>

namespace relctl::host {
namespace {

std::int64_t read_ms(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

} // namespace

std::int64_t boot_ms() {
  return read_ms(CLOCK_BOOTTIME);
}

Instant system_now() {
  return {read_ms(CLOCK_REALTIME)};
}

std::int64_t boot_ms_at(Instant until) {
  constexpr std::int64_t k_longest_ms = 366LL * 24 * 3'600'000;
  // Clamped before the subtraction: `until` may be k_never.
  const std::int64_t now = system_now().ms;
  const std::int64_t target = std::clamp(until.ms, now, now + k_longest_ms);
  return boot_ms() + (target - now);
}

} // namespace relctl::host
