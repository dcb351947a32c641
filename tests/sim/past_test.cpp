// SPDX-License-Identifier: Apache-2.0
#include "sim/kept_words.hpp"
#include "sim/past_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

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

namespace {

/// What lies there at every grid time, one by one and in stretches.
void check_stretches(const Past& past, std::size_t series, Instant from, Duration every, Instant to,
                     std::size_t least) {
  PastReader one_by_one(past);
  PastReader reader(past);
  std::size_t in_stretches = 0;
  for (Instant at = from; at <= to; at = at + every) {
    const PastStretch stretch = reader.stretch(series, at, every, to);
    for (std::size_t i = 0; i < stretch.values.size(); ++i) {
      const Instant then = at + static_cast<std::int64_t>(i) * every;
      REQUIRE(then <= to);
      const auto known = one_by_one.newest(series, then);
      REQUIRE(known);
      CHECK(then - every < known->at);
      CHECK(known->value == stretch.values[i]);
      CHECK(known->volume ==
            (stretch.volumes.empty() ? std::nullopt : std::optional(stretch.volumes[i])));
      CHECK(known->baseline ==
            (stretch.baselines.empty() ? std::nullopt : std::optional(stretch.baselines[i])));
      CHECK_FALSE(known->cause);
    }
    in_stretches += stretch.values.size();
    at =
        at + static_cast<std::int64_t>(std::max<std::size_t>(stretch.values.size(), 1) - 1) * every;
  }
  CHECK(in_stretches >= least);
}

} // namespace

TEST_CASE("readings without a gap come in stretches that say the same as each by itself") {
  const auto past = test::an_empty_past();
  const auto plain = past->add({"m", "", {}});
  const auto whole = past->add({"n", "", {}});
  for (std::int64_t i = 0; i < 5000; ++i) {
    REQUIRE(past->append(plain, Instant{15 * i}, static_cast<double>(i), {}, {}));
    REQUIRE(past->append(whole, Instant{15 * i}, static_cast<double>(i), 0.5, -1.0));
  }
  for (const auto series : {plain, whole}) {
    check_stretches(*past, series, Instant{0}, Duration{15}, Instant{75'000}, 5000);
    check_stretches(*past, series, Instant{7}, Duration{15}, Instant{60'000}, 3999);
  }
  PastReader reader(*past);
  CHECK(reader.stretch(plain, Instant{75'000}, Duration{15}, Instant{90'000}).values.empty());
  CHECK(reader.stretch(plain, Instant{0}, Duration{30}, Instant{900}).values.empty());
  CHECK(reader.stretch(plain, Instant{-1}, Duration{15}, Instant{900}).values.empty());
}

TEST_CASE(
    "gaps, causes, other numbers and times without order come back from among even readings") {
  const auto past = test::an_empty_past();
  const auto series = past->add({"m", "", {}});
  std::vector<core::Reading> all;
  std::int64_t ms = 0;
  for (int i = 0; i < 4000; ++i) {
    const bool is_unordered = 2000 <= i && i < 2300;
    ms += is_unordered ? 1 + i * 7 % 29 : i % 97 == 96 ? 150 : 15;
    core::Reading reading = reading_at(ms);
    if (i % 211 == 210) {
      reading.value.reset();
      reading.cause = plan::Cause::thin;
    }
    if (i % 500 >= 400)
      reading.volume = static_cast<double>(i);
    if (i % 800 >= 750)
      reading.baseline = 0.25;
    REQUIRE(past->append(series, reading));
    all.push_back(reading);
  }
  CHECK(past->count(series) == 4000);
  PastReader reader(*past);
  for (const core::Reading& reading : all)
    for (const Instant at : {reading.at, reading.at + Duration{1}}) {
      if (at != reading.at && at > all.back().at)
        continue;
      const auto found = reader.newest(series, at);
      REQUIRE(found);
      if (at != reading.at && found->at == at)
        continue; // The next one is so near.
      CHECK(found->at == reading.at);
      CHECK(found->value == reading.value);
      CHECK(found->cause == reading.cause);
      CHECK(found->volume == reading.volume);
      CHECK(found->baseline == reading.baseline);
    }
  check_stretches(*past, series, all.front().at, Duration{15}, all.back().at, 2000);
}

TEST_CASE("a past is empty where no series has a reading for long") {
  const auto past = test::an_empty_past();
  const auto one = past->add({"m", "", {}});
  const auto other = past->add({"n", "", {}});
  const auto at = [](int hour) { return Instant{} + hours(hour); };
  for (const int hour : {10, 11, 20, 21, 40})
    REQUIRE(past->append(one, at(hour), 1.0, {}, {}));
  for (const int hour : {9, 15, 16, 17, 18, 19, 20})
    REQUIRE(past->append(other, at(hour), 1.0, {}, {}));
  using Periods = std::vector<Period>;
  CHECK(past->empty(at(0), at(50), hours(3)) ==
        Periods{{at(0), at(9)}, {at(11), at(15)}, {at(21), at(40)}, {at(40), at(50)}});
  CHECK(past->empty(at(12), at(30), hours(3)) == Periods{{at(12), at(15)}, {at(21), at(30)}});
  CHECK(past->empty(at(16), at(20), hours(1)) ==
        Periods{{at(16), at(17)}, {at(17), at(18)}, {at(18), at(19)}, {at(19), at(20)}});
  CHECK(past->empty(at(16), at(20), hours(2)).empty());
}
