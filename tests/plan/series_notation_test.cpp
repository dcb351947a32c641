// SPDX-License-Identifier: Apache-2.0
#include "plan/series_notation.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace relctl::plan;

namespace {

/// The first `count` points as text; `-` behind the end.
std::string points(const std::string& text, int count) {
  const auto values = parse_series(text);
  REQUIRE(values);
  std::string line;
  for (int i = 0; i < count; ++i) {
    const auto point = values->at(i);
    line += (i == 0 ? "" : " ") + (!point         ? std::string("-")
                                   : point->value ? fmt::format("{:g}", *point->value)
                                                  : std::string(cause_name(point->cause)));
  }
  return line;
}

std::string mistake(const std::string& text) {
  const auto values = parse_series(text);
  return values ? "none" : fmt::format("{}: {}", values.error().offset, values.error().message);
}

} // namespace

TEST_CASE("a series is written as promtool's test rules write it") {
  const auto [text, expected] = GENERATE(table<const char*, const char*>({
      {"1 2 3", "1 2 3 - -"},
      {"0.01+0x2", "0.01 0.01 0.01 - -"},
      {"5-1x3", "5 4 3 2 -"},
      {"-2+4x3", "-2 2 6 10 -"},
      {"0.2x3 1", "0.2 0.2 0.2 0.2 1"},
      {"1 _x2 2", "1 nodata nodata 2 -"},
      {"_ 4", "nodata 4 - - -"},
      {"1 NaN stale", "1 nan stale - -"},
      {"1e-3x1", "0.001 0.001 - - -"},
  }));
  INFO(text);
  CHECK(points(text, 5) == expected);
}

TEST_CASE("a series may name any cause of a missing value, and go on for ever") {
  CHECK(points("timeoutx2 thin 1x*", 6) == "timeout timeout thin 1 1 1");
  CHECK(points("0+1x*", 4) == "0 1 2 3");
  CHECK(parse_series("1 2x*")->size() == k_for_ever);
  CHECK(parse_series("1 2x4 _x3")->size() == 9);
}

TEST_CASE("a series says how long it stays the same") {
  const SeriesValues values = *parse_series("1x2 2+1x2 _x1 3x*");
  CHECK(values.same_from(0) == 3);
  CHECK(values.same_from(2) == 1);
  CHECK(values.same_from(3) == 1);
  CHECK(values.same_from(6) == 1);
  CHECK(values.same_from(7) == k_for_ever);
  CHECK(parse_series("1 2")->same_from(2) == k_for_ever);
}

TEST_CASE("a series that grows beyond all numbers is NaN from there on") {
  CHECK(points("1e308+1e308x3", 4) == "1e+308 nan nan nan");
}

TEST_CASE("steps add up as the decimals that they are written in") {
  CHECK(parse_series("0.1+0.1x2")->at(2)->value == 0.3);
  CHECK(parse_series("0.7-0.1x6")->at(6)->value == 0.1);
  CHECK(parse_series("0.1234567890123456789+1x1")->at(0)->value == 0.1234567890123456789);
}

TEST_CASE("a mistake in a series is told with its place") {
  CHECK(mistake("1 2y") == "2: '2y' is neither a number nor a cause");
  CHECK(mistake("1 2x-1") == "4: '-1' is not a number of points");
  CHECK(mistake("1 2x99999999999") == "4: '99999999999' is not a number of points");
  CHECK(mistake("1+ax2") == "2: 'a' is neither a number nor a cause");
  CHECK(mistake("1x* 2") == "4: nothing can come after a value that goes on for ever");
  CHECK(mistake(" ") == "0: a series without values");
  CHECK(mistake("pending") == "0: 'pending' is neither a number nor a cause");
}
