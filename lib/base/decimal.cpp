// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace relctl {

double decimal(double number) {
  if (!std::isfinite(number))
    return number;
  const std::string text = fmt::format("{:.14e}", number);
  double value = number;
  (void)std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double decimal_sum(double one, double other) {
  const double sum = one + other;
  const double larger = std::max(std::fabs(one), std::fabs(other));
  if (!std::isfinite(sum) || larger == 0.0)
    return sum;
  const int places = 14 - static_cast<int>(std::floor(std::log10(larger)));
  // A whole number of that size has no digits behind the point to be wrong in.
  if (places <= 0)
    return sum;
  const std::string text = fmt::format("{:.{}f}", sum, places);
  double value = sum;
  (void)std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

} // namespace relctl
