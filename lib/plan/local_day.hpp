// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relctl::plan {

constexpr std::int64_t k_day_ms = 86'400'000;
constexpr std::int64_t k_minute_ms = 60'000;
constexpr int k_day_minutes = 24 * 60;

/// Days since 1970-01-01 of a local time in milliseconds since then.
[[nodiscard]] constexpr std::int64_t day_of(std::int64_t local_ms) {
  return local_ms / k_day_ms - (local_ms % k_day_ms < 0 ? 1 : 0);
}

/// 0 is Monday, 6 is Sunday; 1970-01-01 was a Thursday.
[[nodiscard]] constexpr int weekday_of(std::int64_t day) {
  return static_cast<int>(((day + 3) % 7 + 7) % 7);
}

/// `Mon`
[[nodiscard]] std::string_view weekday_name(int weekday);

/// `mon` to `sun`, in lower case.
[[nodiscard]] std::optional<int> parse_weekday(std::string_view name);

/// Minutes since midnight of `HH:MM`, up to `24:00`, the end of the day.
[[nodiscard]] std::optional<int> parse_clock(std::string_view text);

/// `18:00`; a minute of the next day as `02:00`.
[[nodiscard]] std::string format_minute(int minute);

} // namespace relctl::plan
