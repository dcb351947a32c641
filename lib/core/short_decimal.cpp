// SPDX-License-Identifier: Apache-2.0
#include "core/short_decimal.hpp"

#include <array>
#include <cmath>
#include <cstdint>

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
  auto digits = static_cast<std::uint64_t>(std::llround(size * unit));
  if (static_cast<double>(digits) >= k_end || static_cast<double>(digits) / unit != size)
    return false;
  for (; decimals > 1 && digits % 10 == 0; --decimals)
    digits /= 10;
  std::array<char, 32> text{};
  char* at = text.data() + text.size(); // From the last to the first.
  const auto put_digit = [&] {
    *--at = static_cast<char>('0' + digits % 10);
    digits /= 10;
  };
  if (decimals == 0)
    *--at = '0';
  for (; decimals > 0; --decimals)
    put_digit();
  *--at = '.';
  do
    put_digit();
  while (digits > 0);
  if (number < 0)
    *--at = '-';
  out.append(at, text.data() + text.size());
  return true;
}

} // namespace relctl::core
