// SPDX-License-Identifier: Apache-2.0
#include "plan/traffic.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

TEST_CASE("a share is a percentage from 0% to 100%, and nothing else is one") {
  CHECK(parse_share("0%") == 0.0);
  CHECK(parse_share("12.5%") == 0.125);
  CHECK(parse_share(" 100% ") == 1.0);
  for (const char* text : {"", "5", "0.05", "-1%", "100.1%", "5s", "{{ratio}}"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_share(text));
  }
}

TEST_CASE("traffic that waits for a variable is no share yet") {
  CHECK(literal_share({"5%", {}}) == 0.05);
  CHECK_FALSE(literal_share({"{{ratio}}", {}}));
}
