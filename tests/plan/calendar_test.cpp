// SPDX-License-Identifier: Apache-2.0
#include "plan/calendar.hpp"
#include "plan/times.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;
using relctl::test::at;
using relctl::test::k_every_day;

namespace {

constexpr std::array<bool, 7> k_workdays{true, true, true, true, true, false, false};
constexpr std::array<bool, 7> k_weekend{false, false, false, false, false, true, true};

ChangeWindows windows_in(const std::string& zone, std::vector<OpenHours> allow) {
  return {*resolve_zone(zone), std::move(allow), {}, {}};
}

/// Weekdays from 18:00 to 22:00, weekends from 10:00 to 18:00, in Shanghai.
ChangeWindows evenings() {
  return windows_in("Asia/Shanghai",
                    {{k_workdays, 18 * 60, 22 * 60}, {k_weekend, 10 * 60, 18 * 60}});
}

} // namespace

TEST_CASE("windows are open from their first minute up to their last") {
  const ChangeWindows windows = evenings();
  CHECK_FALSE(is_open(windows, at("2026-11-26T17:59:59.999+08:00")));
  CHECK(is_open(windows, at("2026-11-26T18:00:00+08:00")));
  CHECK(is_open(windows, at("2026-11-26T21:59:59.999+08:00")));
  CHECK_FALSE(is_open(windows, at("2026-11-26T22:00:00+08:00")));
}

TEST_CASE("weekdays and weekends have hours of their own") {
  const ChangeWindows windows = evenings();
  CHECK(is_open(windows, at("2026-11-28T10:00:00+08:00")));
  CHECK_FALSE(is_open(windows, at("2026-11-28T18:30:00+08:00")));
  CHECK_FALSE(is_open(windows, at("2026-11-27T10:00:00+08:00")));
}

TEST_CASE("the next opening and the next closing are the nearest edges") {
  const ChangeWindows windows = evenings();
  CHECK(next_opening(windows, at("2026-11-27T09:00:00+08:00")) == at("2026-11-27T18:00:00+08:00"));
  CHECK(next_opening(windows, at("2026-11-27T22:00:00+08:00")) == at("2026-11-28T10:00:00+08:00"));
  CHECK(next_opening(windows, at("2026-11-27T19:00:00+08:00")) == at("2026-11-27T19:00:00+08:00"));
  CHECK(next_closing(windows, at("2026-11-27T19:00:00+08:00")) == at("2026-11-27T22:00:00+08:00"));
  CHECK(next_closing(windows, at("2026-11-27T09:00:00+08:00")) == at("2026-11-27T09:00:00+08:00"));
}

TEST_CASE("hours that end after midnight belong to the day they begin on") {
  const ChangeWindows windows =
      windows_in("UTC", {{{false, false, false, false, true, false, false}, 22 * 60, 26 * 60}});
  CHECK(is_open(windows, at("2026-11-27T23:00:00Z")));
  CHECK(is_open(windows, at("2026-11-28T01:59:00Z")));
  CHECK_FALSE(is_open(windows, at("2026-11-28T02:00:00Z")));
  CHECK_FALSE(is_open(windows, at("2026-11-27T01:00:00Z")));
  CHECK(next_closing(windows, at("2026-11-27T23:00:00Z")) == at("2026-11-28T02:00:00Z"));
}

TEST_CASE("windows that touch are one, and windows of the whole week never close") {
  const ChangeWindows touching =
      windows_in("UTC", {{k_every_day, 9 * 60, 12 * 60}, {k_every_day, 12 * 60, 14 * 60}});
  CHECK(next_closing(touching, at("2026-11-27T10:00:00Z")) == at("2026-11-27T14:00:00Z"));
  const ChangeWindows always = windows_in("Europe/Berlin", {{k_every_day, 0, 24 * 60}});
  CHECK(next_closing(always, at("2026-11-27T10:00:00Z")) == k_never);
  CHECK(next_opening(windows_in("UTC", {}), at("2026-11-27T10:00:00Z")) == k_never);
}

TEST_CASE(
    "clocks put forward: hours that do not exist open nothing, the rest opens at the change") {
  // Berlin, 2026-03-29: 02:00 +01:00 becomes 03:00 +02:00.
  const ChangeWindows inside = windows_in("Europe/Berlin", {{k_every_day, 2 * 60, 3 * 60}});
  CHECK(next_opening(inside, at("2026-03-28T12:00:00Z")) == at("2026-03-30T00:00:00Z"));
  const ChangeWindows across = windows_in("Europe/Berlin", {{k_every_day, 150, 4 * 60}});
  CHECK(next_opening(across, at("2026-03-28T12:00:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(next_closing(across, at("2026-03-29T01:00:00Z")) == at("2026-03-29T02:00:00Z"));
}

TEST_CASE("clocks put back: hours that come twice are open twice") {
  // Berlin, 2026-10-25: 03:00 +02:00 becomes 02:00 +01:00.
  const ChangeWindows windows = windows_in("Europe/Berlin", {{k_every_day, 120, 150}});
  CHECK(is_open(windows, at("2026-10-25T02:15:00+02:00")));
  CHECK_FALSE(is_open(windows, at("2026-10-25T02:45:00+02:00")));
  CHECK(is_open(windows, at("2026-10-25T02:15:00+01:00")));
  CHECK(next_closing(windows, at("2026-10-25T00:00:00Z")) == at("2026-10-25T00:30:00Z"));
  CHECK(next_opening(windows, at("2026-10-25T00:30:00Z")) == at("2026-10-25T01:00:00Z"));
}

TEST_CASE("a train leaves at the next time of its week") {
  const Train weekly{"weekly", 3, 16 * 60, *resolve_zone("Asia/Shanghai"), {}, {}};
  CHECK(next_departure(weekly, at("2026-11-26T15:00:00+08:00")) == at("2026-11-26T16:00:00+08:00"));
  CHECK(next_departure(weekly, at("2026-11-26T16:00:00+08:00")) == at("2026-11-26T16:00:00+08:00"));
  CHECK(next_departure(weekly, at("2026-11-26T16:00:01+08:00")) == at("2026-12-03T16:00:00+08:00"));
  CHECK_FALSE(next_departure({"hotfix", {}, 0, {}, {"second-line"}, {}}, {}));
}

TEST_CASE("a departure that the clock skips is at the change, one that it repeats is the first") {
  const Zone berlin = *resolve_zone("Europe/Berlin");
  const Train night{"night", 6, 150, berlin, {}, {}};
  CHECK(next_departure(night, at("2026-03-28T12:00:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(next_departure(night, at("2026-10-24T12:00:00Z")) == at("2026-10-25T00:30:00Z"));
}

TEST_CASE("windows and departures are written as people say them") {
  CHECK(format_windows(evenings()) == "Mon-Fri 18:00-22:00, Sat-Sun 10:00-18:00 Asia/Shanghai");
  CHECK(format_windows(windows_in(
            "UTC", {{{true, false, true, false, false, false, false}, 22 * 60, 26 * 60}})) ==
        "Mon+Wed 22:00-02:00 UTC");
  CHECK(format_departure({"weekly", 3, 16 * 60, *resolve_zone("Asia/Shanghai"), {}, {}}) ==
        "Thu 16:00 Asia/Shanghai");
}
