// SPDX-License-Identifier: Apache-2.0
#include "core/observation_opening.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::core;

namespace {

/// 08:00 of its clock is midnight UTC; sampling begins at 09:00.
plan::Plan observed_in_the_morning() {
  plan::Plan plan;
  plan::Observation& observe = plan.observe.emplace();
  observe.samples.text = "{{n}}";
  observe.every.text = "10m";
  observe.zone = hours(8);
  observe.schedule.push_back({plan::ClockTime{8 * 60 + 30}, "look", false, {}});
  observe.schedule.push_back({plan::ClockTime{9 * 60}, "begin", true, {}});
  return plan;
}

constexpr Instant k_day{1'767'571'200'000}; // 2026-01-05T00:00:00Z

} // namespace

TEST_CASE("flags go before the plan, whose text has its variables; the clock is the plan's own") {
  ObservationOpened opened;
  opened.vars["n"] = "12";
  REQUIRE(put_course(observed_in_the_morning(), {}, k_day + minutes(25), opened));
  CHECK(opened.samples == 12);
  CHECK(opened.every == minutes(10));
  CHECK(opened.begin_at == k_day + hours(1));
  CHECK(*opened.midnight + hours(8) == k_day);
  ObservationOpened late;
  REQUIRE(put_course(observed_in_the_morning(), {3, minutes(1)}, k_day + hours(2), late));
  CHECK(late.samples == 3);
  CHECK(late.every == minutes(1));
  CHECK_FALSE(late.begin_at); // It has begun already.
}

TEST_CASE("an observation without samples or interval is refused with what says so") {
  ObservationOpened opened;
  const auto nothing = put_course({}, {}, k_day, opened);
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().message == "the plan does not say observe.samples; give --samples");
  opened.vars["n"] = "many";
  const auto many = put_course(observed_in_the_morning(), {}, k_day, opened);
  REQUIRE_FALSE(many);
  CHECK(many.error().message.starts_with("observe.samples of the plan is 'many'"));
  CHECK_FALSE(parse_samples("0", "--samples"));
  CHECK_FALSE(parse_interval("0s", "--every"));
}
