// SPDX-License-Identifier: Apache-2.0
#include "core/observation_opening.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::core;

namespace {

/// Three samples ten minutes apart, from a variable, beginning at noon of the day.
plan::Plan a_course() {
  plan::Plan plan;
  plan.observe.emplace();
  plan.observe->samples.text = "{{count}}";
  plan.observe->every.text = "10m";
  plan::ScheduleItem noon;
  noon.at.minute = 12 * 60;
  noon.begins = true;
  plan.observe->schedule.push_back(noon);
  return plan;
}

constexpr Instant k_morning{1'795'334'400'000}; // 2026-11-22T08:00:00Z

} // namespace

TEST_CASE("the plan says how often and when an observation samples") {
  ObservationOpened opened;
  opened.vars["count"] = "3";
  REQUIRE(put_course(a_course(), {}, k_morning, opened));
  CHECK(opened.samples == 3);
  CHECK(opened.every == minutes(10));
  CHECK(opened.midnight == k_morning - hours(8));
  CHECK(opened.begin_at == k_morning + hours(4));
}

TEST_CASE("flags go before the plan, and what has begun begins at once") {
  ObservationOpened opened;
  REQUIRE(put_course(a_course(), {5, minutes(1)}, k_morning + hours(5), opened));
  CHECK(opened.samples == 5);
  CHECK(opened.every == minutes(1));
  CHECK_FALSE(opened.begin_at);
}

TEST_CASE("an observation without a number of samples is told which flag gives it") {
  ObservationOpened opened;
  const auto put = put_course(plan::Plan{}, {}, k_morning, opened);
  REQUIRE_FALSE(put);
  CHECK(put.error().message == "the plan does not say observe.samples; give --samples");
}

TEST_CASE("samples and intervals that are none are refused with their origin") {
  for (const char* text : {"0", "-1", "1.5", "100001", "three", ""})
    CHECK_FALSE(parse_samples(text, "--samples"));
  CHECK(parse_samples("100000", "--samples") == 100'000);
  for (const char* text : {"0s", "-10m", "ten", ""})
    CHECK_FALSE(parse_interval(text, "--every"));
  CHECK(parse_interval("often", "--every").error().message ==
        "--every is 'often', not a duration such as 10m");
}
