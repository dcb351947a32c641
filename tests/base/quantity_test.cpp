// SPDX-License-Identifier: Apache-2.0
#include "base/quantity.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace relctl;

TEST_CASE("quantities are read into the canonical unit of their dimension") {
  const auto [text, value, dimension] =
      GENERATE(table<const char*, double, Dimension>({{"1%", 0.01, Dimension::ratio},
                                                      {"1 %", 0.01, Dimension::ratio},
                                                      {"0.5ratio", 0.5, Dimension::ratio},
                                                      {"300ms", 0.3, Dimension::time},
                                                      {"1.5s", 1.5, Dimension::time},
                                                      {"20us", 0.00002, Dimension::time},
                                                      {"2 GiB", 2147483648.0, Dimension::bytes},
                                                      {"2kB", 2000.0, Dimension::bytes},
                                                      {"64 KiB", 65536.0, Dimension::bytes},
                                                      {"0.97", 0.97, Dimension::none},
                                                      {"-4", -4.0, Dimension::none},
                                                      {"0", 0.0, Dimension::none},
                                                      {"1e3", 1000.0, Dimension::none},
                                                      {"2.5E-1", 0.25, Dimension::none}}));
  const auto quantity = parse_quantity(text);
  INFO(text);
  REQUIRE(quantity);
  CHECK(quantity->value == Approx(value));
  CHECK(quantity->dimension == dimension);
}

TEST_CASE("a percentage is the very number that is written without a unit") {
  for (const auto& [percent, ratio] : {std::pair("95%", 0.95),
                                       {"99.9%", 0.999},
                                       {"1.1%", 0.011},
                                       {"-57%", -0.57},
                                       {"1e-3%", 0.00001},
                                       {"0%", 0.0}}) {
    INFO(percent);
    CHECK(parse_quantity(percent)->value == ratio);
  }
  CHECK(canonical(99.9, *parse_unit("%")) == 0.999);
  CHECK(canonical(1001, *parse_unit("ms")) == 1.001);
  CHECK(canonical(2.5, *parse_unit("KiB")) == 2560.0);
}

TEST_CASE("what is not a quantity is refused") {
  const char* text =
      GENERATE("", "%", "ms", "nan", "NaN", "inf", "-inf", "0x10", "010", "00", "1.", ".5", "+1",
               "1_000", "1,5", "--1", "1e999", "1 % %", "5 parsecs", "1e400%", "0b1", "1e308 GiB");
  INFO(text);
  CHECK_FALSE(parse_quantity(text));
}

TEST_CASE("an unknown unit names the known ones") {
  const auto unit = parse_unit("msec");
  REQUIRE_FALSE(unit);
  CHECK(unit.error().message.find("'msec'") != std::string::npos);
  CHECK(unit.error().message.find("ms, us, B, KiB") != std::string::npos);
  CHECK(parse_unit("")->dimension == Dimension::none);
  CHECK(parse_unit("ms")->scale == Approx(0.001));
}

TEST_CASE("a number has no unit and no blanks") {
  CHECK(parse_number("100").value() == Approx(100));
  CHECK_FALSE(parse_number("100 "));
  CHECK_FALSE(parse_number("100%"));
}

TEST_CASE("quantities are written for a person") {
  const auto [value, dimension, text] = GENERATE(
      table<double, Dimension, const char*>({{0.01, Dimension::ratio, "1%"},
                                             {0.005, Dimension::ratio, "0.5%"},
                                             {0.29, Dimension::ratio, "29%"},
                                             {0.0123456, Dimension::ratio, "1.235%"},
                                             {1.0, Dimension::ratio, "100%"},
                                             {-0.02, Dimension::ratio, "-2%"},
                                             {0.0, Dimension::ratio, "0%"},
                                             {0.3, Dimension::time, "300ms"},
                                             {0.00025, Dimension::time, "250us"},
                                             {1.25, Dimension::time, "1.25s"},
                                             {0.0, Dimension::time, "0s"},
                                             {512.0, Dimension::bytes, "512 B"},
                                             {2147483648.0, Dimension::bytes, "2 GiB"},
                                             {1536.0, Dimension::bytes, "1.5 KiB"},
                                             {5.0 * 1024 * 1024, Dimension::bytes, "5 MiB"},
                                             {0.97, Dimension::none, "0.97"},
                                             {123456.0, Dimension::none, "123456"},
                                             {123456.7, Dimension::none, "123500"},
                                             {1e300, Dimension::none, "1e+300"},
                                             {-0.0, Dimension::none, "0"}}));
  CHECK(format_quantity(value, dimension) == text);
}

TEST_CASE("what is not a number is spelled out") {
  using limits = std::numeric_limits<double>;
  CHECK(format_quantity(limits::quiet_NaN(), Dimension::ratio) == "NaN");
  CHECK(format_quantity(limits::infinity(), Dimension::time) == "Inf");
  CHECK(format_quantity(-limits::infinity(), Dimension::none) == "-Inf");
}
