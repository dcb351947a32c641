// SPDX-License-Identifier: Apache-2.0
#include "sim/kept_words.hpp"
#include "sim/past_reader.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

core::Reading reading_at(std::int64_t ms) {
  core::Reading reading;
  reading.at = Instant{ms};
  reading.value = static_cast<double>(ms);
  return reading;
}

} // namespace

TEST_CASE("the newest reading at or before a time is found in any block, by any reader") {
  const auto past = test::an_empty_past();
  const auto one = past->add({"m", "", {}});
  const auto other = past->add({"n", "", {}});
  for (std::int64_t i = 1; i <= 3000; ++i) {
    REQUIRE(past->append(one, reading_at(10 * i)));
    if (i % 2 == 0)
      REQUIRE(past->append(other, reading_at(7 * i)));
  }
  CHECK(past->count(one) == 3000);
  CHECK(past->first(one) == Instant{10});
  CHECK(past->last(other) == Instant{21'000});
  PastReader reader(*past);
  CHECK_FALSE(reader.newest(one, Instant{9}));
  for (const std::int64_t at : {10, 15, 10'239, 10'240, 10'250, 20'480, 29'999, 30'000, 99'999, 11})
    CHECK(reader.newest(one, Instant{at})->value ==
          static_cast<double>(std::min<std::int64_t>(at, 30'000) / 10 * 10));
  CHECK(reader.newest(other, Instant{14'013})->at == Instant{14'000});
}

TEST_CASE("a reading comes back with its numbers and its causes") {
  const auto past = test::an_empty_past();
  const auto place = past->add({"m", "a", {"week", "day"}});
  core::Reading reading = reading_at(5);
  reading.volume = 12.0;
  reading.baseline_unknown = plan::Cause::nan;
  reading.references["day"] = 0.5;
  REQUIRE(past->append(place, reading));
  core::Reading thin = reading_at(6);
  thin.value.reset();
  thin.cause = plan::Cause::thin;
  thin.volume = 3.0;
  thin.baseline = 0.25;
  REQUIRE(past->append(place, thin));
  PastReader reader(*past);
  const auto first = reader.newest(place, Instant{5});
  REQUIRE(first);
  CHECK(first->metric == "m");
  CHECK(first->series == "a");
  CHECK(first->value == 5.0);
  CHECK(first->volume == 12.0);
  CHECK_FALSE(first->baseline);
  CHECK(first->baseline_unknown == plan::Cause::nan);
  CHECK(first->references == std::map<std::string, double>{{"day", 0.5}});
  CHECK_FALSE(first->cause);
  const auto second = reader.newest(place, Instant{6});
  CHECK_FALSE(second->value);
  CHECK(second->cause == plan::Cause::thin);
  CHECK(second->volume == 3.0);
  CHECK(second->baseline == 0.25);
}
