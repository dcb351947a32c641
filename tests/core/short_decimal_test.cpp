// SPDX-License-Identifier: Apache-2.0
#include "core/short_decimal.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

using namespace relctl;

namespace {

/// Empty for a number that is not short.
std::string written(double number) {
  std::string out = "[";
  const bool is_short = core::append_short_decimal(out, number);
  CHECK((is_short || out == "["));
  return out.substr(1);
}

/// The least digits that read back as `number`, with a decimal at least.
std::string shortest(double number) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.begin(), text.end(), number, std::chars_format::fixed).ptr;
  const std::string digits(text.begin(), end);
  return digits.find('.') == std::string::npos ? digits + ".0" : digits;
}

} // namespace

TEST_CASE("a short number is written as JSON has it") {
  CHECK(written(0.025) == "0.025");
  CHECK(written(-0.025) == "-0.025");
  CHECK(written(3.0) == "3.0");
  CHECK(written(100.0) == "100.0");
  CHECK(written(0.0001) == "0.0001");
  CHECK(written(1234.5) == "1234.5");
  CHECK(written(999'999'999'999'999.0) == "999999999999999.0");
  CHECK(written(0.123456789012345) == "0.123456789012345");
}

TEST_CASE("a number with more digits, an exponent or none is left to others") {
  for (const double number :
       {0.0, -0.0, 1.0 / 3.0, 0.1 + 0.2, 0.00001, 1e15, 1e300, 5e-324,
        std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    CHECK(written(number).empty());
}

TEST_CASE("whatever is written is the shortest that reads back") {
  std::mt19937_64 random(1);
  int short_ones = 0;
  for (int i = 0; i < 300'000; ++i) {
    const auto digits = static_cast<double>(random() % (std::uint64_t{1} << random() % 54));
    const double number = digits / std::pow(10.0, static_cast<double>(random() % 20));
    const std::string text = written(i % 2 == 0 ? number : -number);
    if (text.empty())
      continue;
    ++short_ones;
    REQUIRE(text == shortest(i % 2 == 0 ? number : -number));
  }
  CHECK(short_ones > 100'000);
}
