// SPDX-License-Identifier: Apache-2.0
#include "core/reading_series.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace relctl;
using core::ReadingSeries;

namespace {

core::Reading reading_at(std::int64_t ms, std::optional<double> value) {
  core::Reading reading;
  reading.at = {ms};
  reading.value = value;
  if (!value)
    reading.cause = plan::Cause::nodata;
  return reading;
}

} // namespace

TEST_CASE("readings that come late lie where their time has them") {
  ReadingSeries series;
  for (const std::int64_t ms : {30, 10, 20})
    series.put(reading_at(ms, static_cast<double>(ms)));
  CHECK(series.times() == std::vector<Instant>{{10}, {20}, {30}});
  CHECK(series.values() == std::vector<double>{10, 20, 30});
  CHECK(series[1].second.at == Instant{20});
  CHECK(series.rbegin()->second.value == 30.0);
}

TEST_CASE("a reading is replaced by one of the same time, its value too") {
  ReadingSeries series{{{10}, reading_at(10, {})}};
  CHECK(std::isnan(series.values()[0]));
  series.put(reading_at(10, 1.0));
  CHECK(series.size() == 1);
  CHECK(series.values()[0] == 1.0);
  CHECK_FALSE(series.find({10})->second.cause);
}

TEST_CASE("a time is looked up at, between and behind the readings") {
  const ReadingSeries series{{{10}, reading_at(10, 1.0)}, {{20}, reading_at(20, 2.0)}};
  CHECK(series.place_of({9}) == 0);
  CHECK(series.place_of({10}) == 0);
  CHECK(series.place_of({11}) == 1);
  CHECK(series.place_of({21}) == 2);
  CHECK(series.lower_bound({11})->first == Instant{20});
  CHECK(series.contains({20}));
  CHECK(series.find({11}) == series.end());
  CHECK(series.find({21}) == series.end());
  CHECK_FALSE(ReadingSeries{}.contains({10}));
}

TEST_CASE("a reading that says more than its numbers comes back as it is, the others from rows") {
  core::Reading plain = reading_at(10, 1.0);
  plain.metric = "m";
  plain.volume = 5.0;
  plain.baseline = 0.5;
  core::Reading more = plain;
  more.at = {20};
  more.detail = "a warning";
  more.references["mean_7d"] = 2.0;
  core::Reading other = plain;
  other.at = {30};
  other.metric = "n";
  ReadingSeries series;
  for (const core::Reading& reading : {other, plain, more})
    series.put(reading);
  CHECK(series.reading(0).metric == "m");
  CHECK(series.reading(0).volume == 5.0);
  CHECK(series.baseline(0) == 0.5);
  REQUIRE(series.whole(1) != nullptr);
  CHECK(series.reading(1).detail == "a warning");
  CHECK(series.whole(1)->references.at("mean_7d") == 2.0);
  CHECK(series.whole(2) == nullptr);
  CHECK(series.reading(2).metric == "n");

  core::Reading worse = plain;
  worse.value = std::nan("");
  series.put(worse);
  REQUIRE(series.whole(0) != nullptr);
  CHECK(std::isnan(*series.reading(0).value));
  CHECK(series.size() == 3);
}

TEST_CASE("rows that only some readings need keep their places") {
  ReadingSeries series{{{10}, reading_at(10, 1.0)}, {{30}, reading_at(30, 3.0)}};
  core::Reading late = reading_at(20, 2.0);
  late.volume = 50.0;
  series.put(late);
  series.put(reading_at(15, {}));
  core::ReadingRun run;
  run.from = {40};
  run.every = {10};
  run.values = {4.0, 5.0};
  run.baselines = {0.4, 0.5};
  series.extend(run);
  CHECK(series.times() == std::vector<Instant>{{10}, {15}, {20}, {30}, {40}, {50}});
  for (std::size_t i = 0; i < series.size(); ++i) {
    CAPTURE(i);
    CHECK(series.volume(i) == (i == 2 ? std::optional(50.0) : std::nullopt));
    CHECK(series.baseline(i) == (i < 4 ? std::nullopt : std::optional(run.baselines[i - 4])));
    CHECK((series.whole(i) != nullptr) == (i == 1));
  }
  CHECK(series.reading(4).baseline == 0.4);
  series.put(reading_at(20, 2.0)); // Replaced by one without a volume.
  CHECK_FALSE(series.volume(2));
}

namespace {

/// What even_from() promises, looked at reading by reading.
void check_even(const ReadingSeries& series, Duration every) {
  const std::size_t from = series.even_from(every);
  REQUIRE(from <= series.size());
  for (std::size_t i = from; i < series.size(); ++i) {
    CHECK(series.whole(i) == nullptr);
    CHECK((i == from || series.times()[i] - series.times()[i - 1] == every));
  }
}

} // namespace

TEST_CASE("the even end of a series is known while readings come in order") {
  ReadingSeries series;
  CHECK(series.even_from({10}) == 0);
  for (const std::int64_t ms : {10, 20, 30})
    series.put(reading_at(ms, 1.0));
  CHECK(series.even_from({10}) == 0);
  CHECK(series.even_from({20}) == 2);
  series.put(reading_at(40, {})); // Has a cause.
  CHECK(series.even_from({10}) == 4);
  series.put(reading_at(50, 1.0));
  CHECK(series.even_from({10}) == 4);
  core::ReadingRun run;
  run.from = {60};
  run.every = {10};
  run.values = {1.0, 2.0};
  series.extend(run);
  CHECK(series.even_from({10}) == 4);
  series.put(reading_at(77, 1.0)); // Out of step.
  CHECK(series.even_from({7}) == 6);
  CHECK(series.even_from({10}) == 7);
}

TEST_CASE("whatever comes when, what is said to be even is") {
  std::mt19937 source(1);
  const auto random = [&source] { return static_cast<std::int64_t>(source() >> 1U); };
  for (int round = 0; round < 300; ++round) {
    ReadingSeries series;
    for (int i = 0; i < 40; ++i) {
      const std::int64_t ms = random() % 4 == 0 ? 5 * (random() % 80) : 10 * (1 + i);
      const auto value = random() % 6 == 0 ? std::nullopt : std::optional(1.0);
      if (random() % 5 != 0) {
        series.put(reading_at(ms, value));
      } else {
        core::ReadingRun run;
        run.from = {series.empty() ? 10 : series.times().back().ms + 5 * (1 + random() % 3)};
        run.every = {random() % 2 == 0 ? 5 : 10};
        run.values.assign(static_cast<std::size_t>(1 + random() % 3), 2.0);
        series.extend(run);
      }
      for (const std::int64_t every : {5, 10})
        check_even(series, {every});
    }
  }
}
