// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"

#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string>

namespace relctl::host {
namespace {

std::int64_t read_ms(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

/// In a time namespace of its own a process counts the time since boot from another beginning.
std::string name_of_boot() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  std::ifstream offsets("/proc/self/timens_offsets");
  std::string clock;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  while (!boot.empty() && offsets >> clock >> seconds >> nanoseconds)
    if (clock == "boottime" && (seconds != 0 || nanoseconds != 0))
      boot += fmt::format(" {:+}.{:09}s", seconds, nanoseconds);
  return boot;
}

} // namespace

std::int64_t boot_ms() {
  return read_ms(CLOCK_BOOTTIME);
}

Instant system_now() {
  return {read_ms(CLOCK_REALTIME)};
}

std::optional<core::Clock> clock_now() {
  static const std::string boot = name_of_boot();
  if (boot.empty())
    return std::nullopt;
  return core::Clock{boot, {system_now().ms - boot_ms()}};
}

std::int64_t boot_ms_at(Instant until) {
  constexpr std::int64_t k_longest_ms = 366LL * 24 * 3'600'000;
  // Clamped before the subtraction: `until` may be k_never.
  const std::int64_t now = system_now().ms;
  const std::int64_t target = std::clamp(until.ms, now, now + k_longest_ms);
  return boot_ms() + (target - now);
}

} // namespace relctl::host
