// SPDX-License-Identifier: Apache-2.0
#include "base/duration.hpp"

#include "base/text.hpp"

#include <array>
#include <optional>

namespace relctl {
namespace {

struct Part {
  std::string_view symbol;
  std::int64_t ms;
};

/// Largest first: the order in which the parts of a sum must stand.
constexpr std::array<Part, 5> k_parts{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t k_longest_ms = 366LL * 86'400'000;

/// Takes the leading digits off `rest`; no value without a digit or far beyond the longest
/// duration.
std::optional<std::int64_t> take_digits(std::string_view& rest) {
  std::size_t length = 0;
  std::int64_t value = 0;
  while (length < rest.size() && is_digit(rest[length])) {
    if (value > k_longest_ms)
      return std::nullopt;
    value = value * 10 + (rest[length++] - '0');
  }
  if (length == 0)
    return std::nullopt;
  rest.remove_prefix(length);
  return value;
}

std::string_view take_symbol(std::string_view& rest) {
  std::size_t length = 0;
  while (length < rest.size() && !is_digit(rest[length]))
    ++length;
  const std::string_view symbol = rest.substr(0, length);
  rest.remove_prefix(length);
  return symbol;
}

/// The index of the part named `symbol` at or after `first`, else k_parts.size().
std::size_t find_part(std::string_view symbol, std::size_t first) {
  std::size_t index = first;
  while (index < k_parts.size() && k_parts[index].symbol != symbol)
    ++index;
  return index;
}

tl::unexpected<Error> refuse(std::string_view text, const char* why) {
  return fail(ErrorKind::usage, "duration " + one_line("'" + std::string(text) + "'", 60) + " " +
                                    why + "; write for instance 250ms, 30s, 10m, 1h30m or 7d");
}

} // namespace

Result<Duration> parse_duration(std::string_view text) {
  std::string_view rest = text;
  std::int64_t total_ms = 0;
  std::size_t next_part = 0;
  if (text.empty())
    return refuse(text, "is empty");
  while (!rest.empty()) {
    const auto count = take_digits(rest);
    if (!count)
      return refuse(text, "is not a whole number of units up to 366 days");
    const std::string_view symbol = take_symbol(rest);
    if (symbol.empty())
      return refuse(text, "has no unit");
    const std::size_t part = find_part(symbol, next_part);
    if (part == k_parts.size())
      return refuse(text, find_part(symbol, 0) == k_parts.size()
                              ? "has an unknown unit"
                              : "names its units out of order or twice");
    if (*count > (k_longest_ms - total_ms) / k_parts[part].ms)
      return refuse(text, "is longer than 366 days");
    total_ms += *count * k_parts[part].ms;
    next_part = part + 1;
  }
  return Duration{total_ms};
}

std::string format_duration(Duration duration) {
  if (duration.ms == 0)
    return "0s";
  std::string text = duration.ms < 0 ? "-" : "";
  auto rest = static_cast<std::uint64_t>(duration.ms);
  if (duration.ms < 0)
    rest = 0 - rest;
  for (const Part& part : k_parts) {
    const auto part_ms = static_cast<std::uint64_t>(part.ms);
    if (rest >= part_ms)
      text += std::to_string(rest / part_ms) + std::string(part.symbol);
    rest %= part_ms;
  }
  return text;
}

} // namespace relctl
