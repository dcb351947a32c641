// SPDX-License-Identifier: Apache-2.0
#include "reader/row_set.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

namespace relctl::reader {
namespace {

constexpr std::int64_t k_plain_digits = 40; ///< Before or after the point; beyond, an exponent.
constexpr std::int64_t k_exponent_max = 100'000;

/// sign * 0.DIGITS * 10^point, where DIGITS begins and ends with another digit than 0.
struct Decimal {
  bool is_negative = false;
  std::string digits;
  std::int64_t point = 0;
};

/// Digits from `at`, which moves behind them.
std::string take_digits(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return std::string(text.substr(begin, at - begin));
}

/// `e+20` from `at` on; zero where there is none, nothing where it is broken.
std::optional<std::int64_t> take_exponent(std::string_view text, std::size_t& at) {
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E'))
    return 0;
  ++at;
  if (at < text.size() && text[at] == '+')
    ++at;
  std::int64_t exponent = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
  if (error != std::errc() || exponent > k_exponent_max || exponent < -k_exponent_max)
    return std::nullopt;
  at = static_cast<std::size_t>(end - text.data());
  return exponent;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal decimal;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    decimal.is_negative = text[0] == '-';
    at = 1;
  }
  decimal.digits = take_digits(text, at);
  decimal.point = static_cast<std::int64_t>(decimal.digits.size());
  if (at < text.size() && text[at] == '.')
    decimal.digits += take_digits(text, ++at);
  const auto exponent = take_exponent(text, at);
  if (decimal.digits.empty() || !exponent || at != text.size())
    return std::nullopt;
  const std::size_t first = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, first);
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  decimal.point += *exponent - static_cast<std::int64_t>(first);
  return decimal;
}

std::string text_of(const Decimal& decimal) {
  const auto size = static_cast<std::int64_t>(decimal.digits.size());
  const std::string sign = decimal.is_negative ? "-" : "";
  const auto zeros = [](std::int64_t count) {
    return std::string(static_cast<std::size_t>(count), '0');
  };
  if (size == 0)
    return "0";
  if (decimal.point > k_plain_digits || decimal.point < -k_plain_digits)
    return fmt::format("{}0.{}e{}", sign, decimal.digits, decimal.point);
  if (decimal.point <= 0)
    return sign + "0." + zeros(-decimal.point) + decimal.digits;
  if (decimal.point >= size)
    return sign + decimal.digits + zeros(decimal.point - size);
  const auto point = static_cast<std::size_t>(decimal.point);
  return sign + decimal.digits.substr(0, point) + "." + decimal.digits.substr(point);
}

} // namespace

std::optional<std::string> exact_number(std::string_view text) {
  const auto decimal = parse_decimal(text);
  return decimal ? std::optional(text_of(*decimal)) : std::nullopt;
}

Field number_field(const std::string& text) {
  if (auto number = exact_number(text))
    return {std::move(*number), true};
  return {text, false};
}

Field bytes_field(std::string_view bytes) {
  std::string text = "\\x";
  for (const char byte : bytes)
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return {std::move(text), false};
}

Result<void> add_row(RowSet& set, std::vector<Field> row) {
  if (set.rows.size() == k_rows_max)
    return fail(
        ErrorKind::refused,
        fmt::format("more than {} rows; narrow the query, or compare sums per group", k_rows_max));
  set.bytes += sizeof row;
  for (const Field& field : row)
    set.bytes += sizeof field + (field.text ? field.text->size() : 0);
  if (set.bytes > k_rows_bytes_max)
    return fail(ErrorKind::refused,
                fmt::format("more than {} MiB in {} rows; ask for fewer rows or columns",
                            k_rows_bytes_max >> 20U, set.rows.size()));
  set.rows.push_back(std::move(row));
  return {};
}

} // namespace relctl::reader
