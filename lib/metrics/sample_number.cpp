// SPDX-License-Identifier: Apache-2.0
#include "metrics/sample_number.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace relctl::metrics {
namespace {

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size())
    return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] | 0x20) != lower[i])
      return false;
  return true;
}

/// A decimal of at most 15 digits without an exponent. Its digits and the power of ten are whole
/// numbers that a double holds exactly, so that the one division rounds once, as it must (W. D.
/// Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990).
std::optional<double> parse_short_decimal(std::string_view text) {
  static constexpr double k_powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  constexpr std::size_t k_digits_max = 15;
  if (text.size() > k_digits_max + 1)
    return std::nullopt;
  std::uint64_t digits = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto take_digits = [&] {
    const char* const from = at;
    for (; at != end && *at >= '0' && *at <= '9'; ++at)
      digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
    return static_cast<std::size_t>(at - from);
  };
  const std::size_t whole = take_digits();
  const bool has_point = at != end && *at == '.';
  if (has_point)
    ++at;
  const std::size_t decimals = has_point ? take_digits() : 0;
  const std::size_t count = whole + decimals;
  if (at != end || count == 0 || count > k_digits_max)
    return std::nullopt;
  return static_cast<double>(digits) / k_powers[decimals];
}

std::optional<double> parse_word(std::string_view text) {
  if (equal_ignoring_case(text, "nan"))
    return std::numeric_limits<double>::quiet_NaN();
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+'))
    text.remove_prefix(1);
  if (!equal_ignoring_case(text, "inf") && !equal_ignoring_case(text, "infinity"))
    return std::nullopt;
  const double infinity = std::numeric_limits<double>::infinity();
  return negative ? -infinity : infinity;
}

} // namespace

std::optional<double> parse_sample_number(std::string_view text) {
  if (const auto number = parse_short_decimal(text))
    return number;
  std::string_view digits = text;
  // from_chars knows no plus sign; a second sign after it must stay an error.
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-')
    digits.remove_prefix(1);
  double number = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ec == std::errc{} && read.ptr == end && std::isfinite(number))
    return number;
  return parse_word(text);
}

std::string format_sample_number(double number) {
  if (std::isnan(number))
    return "NaN";
  if (std::isinf(number))
    return number > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", number);
}

} // namespace relctl::metrics
