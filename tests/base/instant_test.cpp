// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("instants are written in UTC, milliseconds only where there are some") {
  CHECK(format_instant(Instant{0}) == "1970-01-01T00:00:00Z");
  CHECK(format_instant(Instant{1'795'312'288'000}) == "2026-11-22T01:51:28Z");
  CHECK(format_instant(Instant{1'795'312'288'007}) == "2026-11-22T01:51:28.007Z");
  CHECK(format_instant(Instant{-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(format_clock(Instant{1'795'312'288'007}) == "01:51:28Z");
}

TEST_CASE("what no calendar can write is said in words") {
  CHECK(format_instant(k_never) == "never");
  CHECK(format_clock(k_never) == "never");
  CHECK(format_instant(Instant{INT64_MIN}).find("since 1970") != std::string::npos);
}

TEST_CASE("instants are read with Z, with an offset and with a fraction") {
  const auto [text, ms] = GENERATE(
      table<const char*, std::int64_t>({{"2026-11-22T01:51:28Z", 1'795'312'288'000},
                                        {"2026-11-22T09:51:28+08:00", 1'795'312'288'000},
                                        {"2026-11-21T20:21:28-05:30", 1'795'312'288'000},
                                        {"2026-11-22t01:51:28z", 1'795'312'288'000},
                                        {"2026-11-22T01:51:28.5Z", 1'795'312'288'500},
                                        {"2026-11-22T01:51:28.07Z", 1'795'312'288'070},
                                        {"2026-11-22T01:51:28.123Z", 1'795'312'288'123},
                                        {"2026-11-22T01:51:28.123999999Z", 1'795'312'288'123},
                                        {"2024-02-29T00:00:00Z", 1'709'164'800'000},
                                        {"1969-12-31T23:59:59.999Z", -1}}));
  const auto instant = parse_instant(text);
  INFO(text);
  REQUIRE(instant);
  CHECK(instant->ms == ms);
}

TEST_CASE("what is not RFC 3339 is refused with the text and an example") {
  const char* text = GENERATE(
      "", "2026-11-22", "2026-11-22T01:51:28", "2026-11-22 01:51:28Z", "2026-13-22T01:51:28Z",
      "2025-02-29T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T01:60:00Z",
      "2026-11-22T01:51:60Z", "2026-11-22T01:51:28.Z", "2026-11-22T01:51:28.1234",
      "2026-11-22T01:51:28+8:00", "2026-11-22T01:51:28+24:00", "2026-11-22T01:51:28Zx",
      "+026-11-22T01:51:28Z", "0000-01-01T00:00:00+01:00", "yesterday");
  const auto instant = parse_instant(text);
  INFO(text);
  REQUIRE_FALSE(instant);
  CHECK(instant.error().message.find("'" + std::string(text) + "'") != std::string::npos);
  CHECK(instant.error().message.find("2026-11-22T01:51:28Z") != std::string::npos);
}

TEST_CASE("what is no instant is named on one line without control characters") {
  const std::string message =
      parse_instant("\x1b[31m\n\xff" + std::string(5000, '9')).error().message;
  CHECK(message.find_first_of("\x1b\n\xff") == std::string::npos);
  CHECK(message.size() < 300);
}

TEST_CASE("an instant that is written is read back exactly") {
  const std::int64_t ms =
      GENERATE(-62'167'219'200'000, -1, 0, 951'782'399'999, 253'402'300'799'999);
  const auto instant = parse_instant(format_instant(Instant{ms}));
  REQUIRE(instant);
  CHECK(instant->ms == ms);
}
