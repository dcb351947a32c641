// SPDX-License-Identifier: Apache-2.0
#include "base/semver_range.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

bool fits_text(const std::string& range, const std::string& version) {
  const auto parsed = parse_semver_range(range);
  INFO(range);
  REQUIRE(parsed);
  return fits(*parsed, *parse_semver(version));
}

} // namespace

TEST_CASE("comparators beside each other must all hold") {
  CHECK(fits_text(">=2.3.0 <3.0.0", "2.3.0"));
  CHECK(fits_text(">=2.3.0 <3.0.0", "v2.99.1"));
  CHECK_FALSE(fits_text(">=2.3.0 <3.0.0", "2.2.9"));
  CHECK_FALSE(fits_text(">=2.3.0 <3.0.0", "3.0.0"));
  CHECK_FALSE(fits_text(">1.0.0", "1.0.0"));
  CHECK(fits_text("<=1.0.0", "1.0.0"));
}

TEST_CASE("a version alone is that version, a star is any") {
  CHECK(fits_text("1.4.0", "1.4.0+build7"));
  CHECK(fits_text("=v1.4.0", "1.4.0"));
  CHECK_FALSE(fits_text("1.4.0", "1.4.1"));
  CHECK(fits_text("*", "9.9.9-rc.1"));
}

TEST_CASE("a caret stops before what may break, a tilde before the next minor") {
  CHECK(fits_text("^1.4.0", "1.9.0"));
  CHECK_FALSE(fits_text("^1.4.0", "2.0.0"));
  CHECK_FALSE(fits_text("^0.4.1", "0.5.0"));
  CHECK_FALSE(fits_text("^0.0.3", "0.0.4"));
  CHECK(fits_text("~1.4.2", "1.4.9"));
  CHECK_FALSE(fits_text("~1.4.2", "1.5.0"));
}

TEST_CASE("a caret or a tilde at the largest number there is carries over") {
  const std::string most = "18446744073709551615";
  CHECK(fits_text("^" + most + ".1.0", most + ".2.0"));
  CHECK_FALSE(fits_text("^" + most + ".1.0", "1.0.0"));
  CHECK(fits_text("~1." + most + ".0", "1." + most + ".7"));
  CHECK_FALSE(fits_text("~1." + most + ".0", "2.0.0"));
  CHECK(fits_text("^0.0." + most, "0.0." + most));
  CHECK_FALSE(fits_text("^0.0." + most, "0.1.0"));
  CHECK_FALSE(is_empty(*parse_semver_range(">0.0." + most)));
}

TEST_CASE("one alternative is enough") {
  CHECK(fits_text("^1.4.0 || >=3.0.0 <3.1.0", "3.0.5"));
  CHECK(fits_text("^1.4.0 || >=3.0.0 <3.1.0", "1.4.0"));
  CHECK_FALSE(fits_text("^1.4.0 || >=3.0.0 <3.1.0", "2.0.0"));
}

TEST_CASE("a pre-release fits only where the range names one of the same version") {
  CHECK_FALSE(fits_text(">=2.3.0 <3.0.0", "3.0.0-rc.1"));
  CHECK_FALSE(fits_text(">=2.3.0", "2.4.0-rc.1"));
  CHECK(fits_text(">=3.0.0-rc.1 <4.0.0", "3.0.0-rc.2"));
  CHECK_FALSE(fits_text(">=3.0.0-rc.1 <4.0.0", "3.1.0-rc.2"));
}

TEST_CASE("what is no range is refused with an example") {
  for (const char* text : {"", "  ", ">=", ">= 2.0.0", "1.x", "^1.4", "1.0.0 ||", "|| 1.0.0",
                           "1.0.0 || || 2.0.0", "1.0.0 and 2.0.0"}) {
    INFO(text);
    const auto range = parse_semver_range(text);
    REQUIRE_FALSE(range);
    CHECK(range.error().message.find(">=2.3.0 <3.0.0") != std::string::npos);
  }
}

TEST_CASE("a range is empty when no version is within all of its bounds") {
  for (const char* text :
       {">=2.0.0 <1.0.0", ">1.0.0 <1.0.0", ">1.0.0 <=1.0.0", "=1.0.0 =2.0.0", "^1.0.0 ^2.0.0",
        ">1.0.0 <1.0.1", "<0.0.0", ">=2.0.0 <1.0.0 || <0.0.0"}) {
    INFO(text);
    CHECK(is_empty(*parse_semver_range(text)));
  }
  for (const char* text : {"*", ">=1.0.0 <2.0.0", ">1.0.0 <1.0.2", "<0.0.1", "=1.0.0-rc.1",
                           ">1.0.0-rc.1 <1.0.0-rc.3", ">1.0.0", ">=2.0.0 <1.0.0 || ^1.0.0"}) {
    INFO(text);
    CHECK_FALSE(is_empty(*parse_semver_range(text)));
  }
}
