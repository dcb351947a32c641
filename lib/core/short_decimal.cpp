// SPDX-License-Identifier: Apache-2.0
#include "core/short_decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace relctl::core {
namespace {

constexpr int k_digits = 15;
constexpr double k_least = 1e-4; // Below it JSON writes an exponent.
constexpr double k_end = 1e15;   // Beyond 15 digits.

} // namespace

bool append_short_decimal(std::string& out, double number) {
  const double size = std::abs(number);
  if (!(size >= k_least && size < k_end))
    return false;
  int decimals = k_digits;
  double unit = 1e15; // So many make one.
  double left = size;
  while (left >= 1.0) {
    left /= 10.0;
    unit /= 10.0;
    --decimals;
  }
  // Both are whole and exact, so that the quotient is the double nearest to the decimal.
  const std::int64_t units = std::llround(size * unit);
  if (static_cast<double>(units) >= k_end || static_cast<double>(units) / unit != size)
    return false;
  const fmt::format_int written(units);
  std::string_view digits(written.data(), written.size());
  const int before = static_cast<int>(digits.size()) - decimals; // The point.
  const auto whole = static_cast<std::size_t>(std::max(before, 0));
  while (digits.size() > std::max<std::size_t>(whole, 1) && digits.back() == '0')
    digits.remove_suffix(1);
  std::array<char, 32> text{};
  char* at = text.data();
  const auto put = [&at](std::string_view part) { at = std::copy(part.begin(), part.end(), at); };
  if (number < 0)
    *at++ = '-';
  put(before > 0 ? digits.substr(0, whole) : "0");
  *at++ = '.';
  at = std::fill_n(at, std::max(-before, 0), '0');
  put(digits.size() > whole ? digits.substr(whole) : "0");
  out.append(text.data(), static_cast<std::size_t>(at - text.data()));
  return true;
}

} // namespace relctl::core
