// SPDX-License-Identifier: Apache-2.0
#include "metrics/sample_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
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

/// Eight digits at once, in a word of which each byte is one, then each second one two, then each
/// fourth one four (after D. Lemire, Quickly parsing eight digits, 2018). Little-endian machines
/// alone; nothing elsewhere, and where one is no digit.
std::optional<std::uint64_t> parse_eight_digits(const char* text) {
  if (std::endian::native != std::endian::little)
    return std::nullopt;
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof(word));
  word -= 0x3030'3030'3030'3030;
  const bool has_digits_alone =
      ((word | (word + 0x7676'7676'7676'7676)) & 0x8080'8080'8080'8080) == 0;
  if (!has_digits_alone)
    return std::nullopt;
  word = word * 10 + (word >> 8);
  word = ((word & 0x0000'00FF'0000'00FF) * (100 + (std::uint64_t{1'000'000} << 32)) +
          ((word >> 16) & 0x0000'00FF'0000'00FF) * (1 + (std::uint64_t{10'000} << 32))) >>
         32;
  return word & 0xFFFF'FFFF;
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

/// Its digits and the power of ten are whole numbers that a double holds exactly, so that the one
/// division rounds once, as it must (W. D. Clinger, How to Read Floating Point Numbers Accurately,
/// PLDI 1990).
std::optional<double> take_short_decimal(std::string_view& text) {
  static constexpr double k_powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  constexpr std::ptrdiff_t k_digits_max = 15;
  std::uint64_t digits = 0;
  const char* at = text.data();
  const char* const end = at + std::min<std::size_t>(text.size(), k_digits_max + 2);
  const auto take_digits = [&] {
    const char* const from = at;
    if (end - at >= 8)
      if (const auto eight = parse_eight_digits(at)) {
        digits = digits * 100'000'000 + *eight;
        at += 8;
      }
    for (; at != end && *at >= '0' && *at <= '9'; ++at)
      digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
    return at - from;
  };
  const std::ptrdiff_t whole = take_digits();
  std::ptrdiff_t decimals = 0;
  if (at != end && *at == '.') {
    ++at;
    decimals = take_digits();
  }
  if (whole + decimals == 0 || whole + decimals > k_digits_max)
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  return static_cast<double>(digits) / k_powers[decimals];
}

std::optional<double> parse_sample_number(std::string_view text) {
  if (std::string_view rest = text; const auto number = take_short_decimal(rest))
    if (rest.empty())
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
