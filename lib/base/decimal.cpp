// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.hpp"

#include <fmt/format.h>

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

} // namespace relctl
