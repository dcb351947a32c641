// SPDX-License-Identifier: Apache-2.0
// What stands alone on a line of a plan: quantities, numbers, durations, instants, clock times.
#include "base/quantity.hpp"

#include "base/decimal.hpp"
#include "base/duration.hpp"
#include "base/instant.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"
#include "plan/local_day.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace relctl::fuzz {
namespace {

/// Of four significant digits.
constexpr double k_rounding = 5.1e-4;

/// What is written with four digits can be beyond the largest double, and what is scaled down below
/// the smallest.
bool is_ordinary(double value) {
  return value == 0.0 || (std::fabs(value) > 1e-300 && std::fabs(value) < 1e300);
}

bool has_digit_above_zero(std::string_view text) {
  const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
  return mantissa.find_first_of("123456789") != mantissa.npos;
}

template <class T>
bool is_refused_clearly(const Result<T>& result) {
  if (!result)
    must_be_one_clear_line(result.error().message);
  return !result;
}

void check_quantity(std::string_view text) {
  const auto quantity = parse_quantity(text);
  if (is_refused_clearly(quantity))
    return;
  must(std::isfinite(quantity->value), "a quantity is finite");
  const std::string written = format_quantity(quantity->value, quantity->dimension);
  must_be_one_clear_line(written);
  if (!is_ordinary(quantity->value))
    return;
  must(quantity->value != 0.0 || !has_digit_above_zero(text) ||
           text.find_first_of("eE") != text.npos,
       "only what is too small becomes zero");
  const auto again = parse_quantity(written);
  must(again && again->dimension == quantity->dimension, "a quantity reads back");
  must(std::fabs(again->value - quantity->value) <= k_rounding * std::fabs(quantity->value),
       "its digits are those of the number");
}

void check_number(std::string_view text) {
  const auto number = parse_number(text);
  if (is_refused_clearly(number))
    return;
  must(std::isfinite(*number) && std::isfinite(decimal(*number)), "a number is finite");
  must(decimal(decimal(*number)) == decimal(*number), "fifteen digits stay what they are");
  for (const Dimension dimension :
       {Dimension::none, Dimension::ratio, Dimension::time, Dimension::bytes})
    must_be_one_clear_line(format_quantity(*number, dimension));
}

void check_times(std::string_view text) {
  if (const auto duration = parse_duration(text); !is_refused_clearly(duration)) {
    must(duration->ms >= 0, "no duration is negative");
    must(parse_duration(format_duration(*duration)).value() == *duration,
         "a duration reads back exactly");
  }
  if (const auto instant = parse_instant(text); !is_refused_clearly(instant))
    must(parse_instant(format_instant(*instant)).value() == *instant,
         "an instant reads back exactly");
  if (const auto minute = plan::parse_clock(text))
    must(*minute >= 0 && *minute <= plan::k_day_minutes && !plan::format_minute(*minute).empty(),
         "a clock time lies in its day");
}

/// A log may hold any number where a time is due.
void check_any_time(std::string_view text) {
  std::int64_t ms = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), ms).ec != std::errc{})
    return;
  must_be_one_clear_line(format_instant(Instant{ms}));
  must_be_one_clear_line(format_clock(Instant{ms}));
  must_be_one_clear_line(format_duration(Duration{ms}));
}

} // namespace

RELCTL_FUZZ_TARGET(quantity) {
  for (const std::string_view line : lines_of(input)) {
    check_quantity(line);
    check_number(line);
    check_times(line);
    check_any_time(line);
    (void)is_refused_clearly(parse_unit(line));
  }
}

} // namespace relctl::fuzz
