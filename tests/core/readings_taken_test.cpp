// SPDX-License-Identifier: Apache-2.0
#include "core/event_json.hpp"
#include "core/readings_taken.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using core::ReadingRun;
using core::ReadingsTaken;
using core::Window;

namespace {

ReadingRun a_run(std::int64_t from_ms, std::vector<double> values) {
  ReadingRun run;
  run.metric = "m";
  run.from = {from_ms};
  run.every = {10};
  run.values = std::move(values);
  return run;
}

core::Reading no_reading(std::int64_t at_ms) {
  core::Reading reading;
  reading.metric = "m";
  reading.at = {at_ms};
  reading.cause = plan::Cause::nodata;
  return reading;
}

} // namespace

TEST_CASE("a run is what its readings are one by one") {
  ReadingRun run = a_run(100, {1, 2, 3});
  run.volumes = {7, 8, 9};
  run.baselines = {0.1, 0.2, 0.3};
  Window at_once;
  Window one_by_one;
  CHECK(at_once.add(run, 5));
  for (std::size_t i = 0; i < run.size(); ++i)
    CHECK(one_by_one.add(run.reading(i), 5));
  REQUIRE(at_once.series("m", "").size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const core::Reading& reading = at_once.series("m", "")[i].second;
    const core::Reading& other = one_by_one.series("m", "")[i].second;
    CHECK(reading.at == other.at);
    CHECK(reading.value == other.value);
    CHECK(reading.volume == 7.0 + static_cast<double>(i));
    CHECK(reading.baseline == other.baseline);
  }
  CHECK(at_once.newest_position() == 5);
}

TEST_CASE("a run that comes late adds what was not there, and what stands stays") {
  Window window;
  window.add(a_run(100, {1, 2, 3}), 1);
  CHECK_FALSE(window.is_later(a_run(120, {9, 9})));
  CHECK(window.add(a_run(90, {0, 9, 9, 9, 4}), 2));
  CHECK(window.series("m", "").values() == std::vector<double>{0, 1, 2, 3, 4});
  CHECK_FALSE(window.add(a_run(100, {5, 5}), 3));
}

TEST_CASE("single readings lie between the runs around them") {
  const ReadingsTaken taken{"main",
                            "p5",
                            {no_reading(130), no_reading(160)},
                            std::vector{a_run(100, {1, 2, 3}), a_run(140, {4, 5})}};
  CHECK(count_readings(taken) == 7);
  Window window;
  CHECK(core::add_readings(window, taken, 1));
  const auto& times = window.series("m", "").times();
  CHECK(times == std::vector<Instant>{{100}, {110}, {120}, {130}, {140}, {150}, {160}});
  CHECK_FALSE(core::add_readings(window, taken, 2));

  ReadingsTaken expanded = taken;
  core::expand_runs(expanded);
  CHECK_FALSE(expanded.runs);
  Window other;
  core::add_readings(other, expanded, 1);
  CHECK(other.series("m", "").times() == times);
}

TEST_CASE("a run on record that cannot be is refused") {
  const auto read = [](const std::string& run) {
    return core::decode_event("ReadingsTaken", R"({"runs":[)" + run + "]}").has_value();
  };
  CHECK(read(R"({"from_ms":0,"every_ms":10,"values":[1,2]})"));
  CHECK_FALSE(read(R"({"from_ms":0,"every_ms":0,"values":[1,2]})"));
  CHECK_FALSE(read(R"({"from_ms":0,"every_ms":10,"values":[]})"));
  CHECK_FALSE(read(R"({"from_ms":0,"every_ms":10,"values":[1,2],"volumes":[1]})"));
  CHECK_FALSE(read(R"({"from_ms":0,"every_ms":9223372036854775807,"values":[1,2]})"));
  CHECK_FALSE(read(R"({"from_ms":9223372036854775807,"every_ms":10,"values":[1,2]})"));
}
