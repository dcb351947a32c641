// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace relctl {

/// A length of time in whole milliseconds.
struct Duration {
  std::int64_t ms = 0;
  constexpr auto operator<=>(const Duration&) const = default;
};

constexpr Duration milliseconds(std::int64_t n) {
  return {n};
}
constexpr Duration seconds(std::int64_t n) {
  return {n * 1000};
}
constexpr Duration minutes(std::int64_t n) {
  return {n * 60'000};
}
constexpr Duration hours(std::int64_t n) {
  return {n * 3'600'000};
}
constexpr Duration operator+(Duration a, Duration b) {
  return {a.ms + b.ms};
}
constexpr Duration operator-(Duration a, Duration b) {
  return {a.ms - b.ms};
}
constexpr Duration operator*(std::int64_t n, Duration d) {
  return {n * d.ms};
}

/// Reads `250ms`, `30s`, `10m`, `24h`, `7d` and sums such as `1h30m`; refuses a bare number, a
/// sign, a fraction and anything above 366 days.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

/// The shortest exact text that parse_duration reads back: `90s` is `1m30s`, zero is `0s`.
[[nodiscard]] std::string format_duration(Duration duration);

} // namespace relctl
