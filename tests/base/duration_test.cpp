// SPDX-License-Identifier: Apache-2.0
#include "base/duration.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("durations are read with their units and as sums") {
  const auto [text, ms] = GENERATE(table<const char*, std::int64_t>({{"0s", 0},
                                                                     {"250ms", 250},
                                                                     {"30s", 30'000},
                                                                     {"10m", 600'000},
                                                                     {"24h", 86'400'000},
                                                                     {"7d", 604'800'000},
                                                                     {"1h30m", 5'400'000},
                                                                     {"1d2h3m4s5ms", 93'784'005},
                                                                     {"366d", 31'622'400'000}}));
  const auto duration = parse_duration(text);
  INFO(text);
  REQUIRE(duration);
  CHECK(duration->ms == ms);
}

TEST_CASE("what is not a duration is refused with the text and an example") {
  const char* text = GENERATE("", "10", "-5m", "+5m", "1.5h", "m", "5 m", "10x", "30m1h", "1m1m",
                              "367d", "366d1ms", "9223372036854775807ms",
                              "99999999999999999999999s", "10mm", "1H", "10m ");
  const auto duration = parse_duration(text);
  INFO(text);
  REQUIRE_FALSE(duration);
  CHECK(duration.error().kind == ErrorKind::usage);
  CHECK(duration.error().message.find("'" + std::string(text) + "'") != std::string::npos);
  CHECK(duration.error().message.find("30s") != std::string::npos);
}

TEST_CASE("what is no duration is named on one line without control characters") {
  const std::string message =
      parse_duration("5\x1b[31m\n\xff" + std::string(5000, 'm')).error().message;
  CHECK(message.find_first_of("\x1b\n\xff") == std::string::npos);
  CHECK(message.size() < 300);
}

TEST_CASE("a bare number is told that it has no unit") {
  CHECK(parse_duration("10").error().message.find("has no unit") != std::string::npos);
  CHECK(parse_duration("30m1h").error().message.find("out of order") != std::string::npos);
}

TEST_CASE("durations are written largest unit first") {
  CHECK(format_duration(seconds(0)) == "0s");
  CHECK(format_duration(seconds(90)) == "1m30s");
  CHECK(format_duration(hours(24)) == "1d");
  CHECK(format_duration(milliseconds(1)) == "1ms");
  CHECK(format_duration(milliseconds(61'001)) == "1m1s1ms");
  CHECK(format_duration(milliseconds(-90'000)) == "-1m30s");
  CHECK(format_duration(milliseconds(INT64_MIN)).front() == '-');
}

TEST_CASE("a duration that is written is read back exactly") {
  const std::int64_t ms = GENERATE(1, 999, 1000, 59'999, 3'600'000, 86'399'999, 31'622'400'000);
  const auto duration = parse_duration(format_duration(milliseconds(ms)));
  REQUIRE(duration);
  CHECK(duration->ms == ms);
}
