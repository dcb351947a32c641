// SPDX-License-Identifier: Apache-2.0
#include "plan/local_day.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

TEST_CASE("days and weekdays are counted on both sides of 1970") {
  CHECK(day_of(0) == 0);
  CHECK(day_of(-1) == -1);
  CHECK(day_of(k_day_ms) == 1);
  CHECK(weekday_name(weekday_of(0)) == "Thu");
  CHECK(weekday_name(weekday_of(-1)) == "Wed");
  CHECK(weekday_name(weekday_of(-4)) == "Sun");
  CHECK(weekday_name(weekday_of(20'783)) == "Thu"); // 2026-11-26
}

TEST_CASE("weekdays are read in lower case and nothing else") {
  CHECK(parse_weekday("mon") == 0);
  CHECK(parse_weekday("sun") == 6);
  CHECK_FALSE(parse_weekday("Mon"));
  CHECK_FALSE(parse_weekday("monday"));
  CHECK_FALSE(parse_weekday(""));
}

TEST_CASE("clock times are hours and minutes up to the end of the day") {
  CHECK(parse_clock("00:00") == 0);
  CHECK(parse_clock("18:30") == 1110);
  CHECK(parse_clock("24:00") == 1440);
  for (const char* text : {"24:01", "18:60", "8:30", "18.30", "18:3", "", "-1:00", "18:300"})
    CHECK_FALSE(parse_clock(text));
  CHECK(format_minute(0) == "00:00");
  CHECK(format_minute(1440) == "24:00");
  CHECK(format_minute(1560) == "02:00");
}
