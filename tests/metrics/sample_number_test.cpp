// SPDX-License-Identifier: Apache-2.0
#include "metrics/sample_number.hpp"

#include <catch2/catch.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

using namespace relctl::metrics;

TEST_CASE("numbers are read as Prometheus writes them") {
  CHECK(parse_sample_number("0.007472895") == 0.007472895);
  CHECK(parse_sample_number("-12") == -12.0);
  CHECK(parse_sample_number("+12") == 12.0);
  CHECK(parse_sample_number("1.7976931348623157e+308") == 1.7976931348623157e+308);
  CHECK(parse_sample_number("5e-324") == 5e-324);
  CHECK(std::isnan(parse_sample_number("NaN").value()));
  for (const char* text : {"+Inf", "Inf", "inf", "+infinity"})
    CHECK(parse_sample_number(text) == HUGE_VAL);
  CHECK(parse_sample_number("-Inf") == -HUGE_VAL);
}

TEST_CASE("text that is almost a number is none") {
  for (const char* text : {"", " 1", "1 ", "1,5", "0x10", "1_000", "1e400", "-1e400", "+-5", "++5",
                           "--5", "+", "-", ".", "nan(1)", "+NaN", "Infinit", "1e", "1\r"}) {
    INFO(text);
    CHECK_FALSE(parse_sample_number(text).has_value());
  }
}

TEST_CASE("numbers are written shortest, and what is no number by name") {
  CHECK(format_sample_number(0.1) == "0.1");
  CHECK(format_sample_number(100) == "100");
  CHECK(format_sample_number(NAN) == "NaN");
  CHECK(format_sample_number(HUGE_VAL) == "+Inf");
  CHECK(format_sample_number(-HUGE_VAL) == "-Inf");
}

TEST_CASE("a short decimal is the number that the standard library reads") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    std::string text = std::to_string(random() % (std::uint64_t{1} << random() % 54));
    text.insert(random() % (text.size() + 1), ".");
    double expected = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), expected);
    REQUIRE(read.ec == std::errc{});
    REQUIRE(parse_sample_number(text) == expected);
  }
  CHECK_FALSE(parse_sample_number("."));
  CHECK_FALSE(parse_sample_number("1.2.3"));
}

TEST_CASE("a decimal is taken off up to what is none of its digits") {
  for (const std::string number : {"0", "7.", ".5", "12345678", "12345678.9", "1.23456789012345",
                                   "123456789012345", "0.00466666667", "98765432.1234567"})
    for (const std::string rest :
         {"", "\n", ",1", "e5", ".", "/", ":1234567", "\xB9", " 12345678"}) {
      const std::string whole = number + rest;
      std::string_view text = whole;
      INFO(whole);
      if (rest == "." && number.find('.') == std::string::npos)
        continue; // Its own point.
      CHECK(take_short_decimal(text) == parse_sample_number(number));
      CHECK(text == rest);
    }
  for (const std::string none : {"", ".", "-1", "e5", "1234567890123456", "0.1234567890123456"}) {
    std::string_view text = none;
    CHECK_FALSE(take_short_decimal(text));
    CHECK(text == none);
  }
}
