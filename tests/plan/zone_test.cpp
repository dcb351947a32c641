// SPDX-License-Identifier: Apache-2.0
#include "plan/times.hpp"
#include "plan/zone.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;
using relctl::test::at;

TEST_CASE("a zone is resolved into its offsets") {
  const auto zone = resolve_zone("Europe/Berlin");
  REQUIRE(zone);
  CHECK(offset_at(*zone, at("2026-01-01T00:00:00Z")) == hours(1));
  CHECK(offset_at(*zone, at("2026-07-01T00:00:00Z")) == hours(2));
  CHECK(offset_at(*zone, at("2026-03-29T00:59:59Z")) == hours(1));
  CHECK(offset_at(*zone, at("2026-03-29T01:00:00Z")) == hours(2));
  CHECK(next_change(*zone, at("2026-03-29T01:00:00Z")) == at("2026-10-25T01:00:00Z"));
}

TEST_CASE("a zone without changes has one offset for all time") {
  const auto zone = resolve_zone("Asia/Shanghai");
  REQUIRE(zone);
  CHECK(zone->offsets.size() == 1);
  CHECK(offset_at(*zone, at("1999-01-01T00:00:00Z")) == hours(8));
  CHECK(next_change(*zone, at("2026-01-01T00:00:00Z")) == k_never);
  CHECK(offset_at({}, {}) == hours(0));
}

TEST_CASE("a zone that tzdata does not have is refused with examples") {
  for (const char* name : {"Asia/Shangai", "", "../etc/passwd", "CST+8"}) {
    const auto zone = resolve_zone(name);
    REQUIRE_FALSE(zone);
    CHECK(zone.error().message.find("Asia/Shanghai") != std::string::npos);
  }
}

TEST_CASE("a local time that is skipped is the change, one that is repeated is the first") {
  const Zone zone = *resolve_zone("Europe/Berlin");
  const auto local = [](const char* text) { return at(text).ms; };
  CHECK(instant_of_local(zone, local("2026-03-29T02:30:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(instant_of_local(zone, local("2026-03-29T03:00:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(instant_of_local(zone, local("2026-10-25T02:30:00Z")) == at("2026-10-25T00:30:00Z"));
  CHECK(instant_of_local(zone, local("2026-10-25T03:00:00Z")) == at("2026-10-25T02:00:00Z"));
  CHECK(instant_of_local({}, local("2026-10-25T03:00:00Z")) == at("2026-10-25T03:00:00Z"));
}

TEST_CASE("a local time is shown with its day and its zone") {
  CHECK(format_local(*resolve_zone("Asia/Shanghai"), at("2026-11-26T16:30:00Z")) ==
        "Fri 2026-11-27 00:30 Asia/Shanghai");
  CHECK(format_local({}, at("2026-11-26T16:30:59Z")) == "Thu 2026-11-26 16:30 UTC");
}
