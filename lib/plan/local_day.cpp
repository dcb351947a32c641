// SPDX-License-Identifier: Apache-2.0
#include "plan/local_day.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace relctl::plan {
namespace {

constexpr std::array<std::string_view, 7> k_shown{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> k_read{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

int two_digits(std::string_view text) {
  return (text[0] - '0') * 10 + (text[1] - '0');
}

} // namespace

std::string_view weekday_name(int weekday) {
  RELCTL_CHECK(weekday >= 0 && weekday < 7);
  return k_shown[static_cast<std::size_t>(weekday)];
}

std::optional<int> parse_weekday(std::string_view name) {
  for (std::size_t i = 0; i < k_read.size(); ++i)
    if (k_read[i] == name)
      return static_cast<int>(i);
  return std::nullopt;
}

std::optional<int> parse_clock(std::string_view text) {
  const bool has_shape = text.size() == 5 && text[2] == ':' && is_digit(text[0]) &&
                         is_digit(text[1]) && is_digit(text[3]) && is_digit(text[4]);
  if (!has_shape)
    return std::nullopt;
  const int minute = two_digits(text.substr(0, 2)) * 60 + two_digits(text.substr(3, 2));
  return two_digits(text.substr(3, 2)) < 60 && minute <= 24 * 60 ? std::optional(minute)
                                                                 : std::nullopt;
}

std::string format_minute(int minute) {
  const int of_day = minute > 24 * 60 ? minute - 24 * 60 : minute;
  return fmt::format("{:02}:{:02}", of_day / 60, of_day % 60);
}

} // namespace relctl::plan
