// SPDX-License-Identifier: Apache-2.0
#include "sim/kept_words.hpp"
#include "sim/past_source.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

constexpr Instant k_first{1'790'812'800'000};

core::MeasurementRequest request_for(int from, int to) {
  core::MeasurementRequest request;
  request.track = "write";
  request.metric = "errors";
  request.every = minutes(1);
  request.from = k_first + minutes(from);
  request.to = k_first + minutes(to);
  return request;
}

/// A reading a minute but where there is none; its value is the minute.
std::unique_ptr<Past> past_without(const std::set<int>& missing, bool has_volume = false) {
  auto past = test::an_empty_past();
  const auto place = past->add({"errors", "", {}});
  for (int i = 0; i < 60; ++i) {
    core::Reading reading;
    reading.at = k_first + minutes(i);
    reading.value = i;
    if (has_volume)
      reading.volume = 100.0 + i;
    if (!missing.contains(i))
      REQUIRE(past->append(place, reading));
  }
  return past;
}

const std::vector<Injection> k_no_faults;

} // namespace

TEST_CASE("what the history has in numbers alone comes as one run") {
  const auto past = past_without({}, true);
  core::Inputs inputs;
  PastSource(*past, k_no_faults).measure(request_for(5, 40), inputs);
  CHECK(inputs.readings.empty());
  REQUIRE(inputs.runs.size() == 1);
  const core::ReadingRun& run = inputs.runs.front();
  CHECK(run.track == "write");
  CHECK(run.from == k_first + minutes(5));
  CHECK(run.last() == k_first + minutes(40));
  CHECK(run.reading(3).value == 8.0);
  CHECK(run.reading(3).volume == 108.0);
}

TEST_CASE("a gap is a reading with its cause between two runs") {
  const auto past = past_without({20});
  core::Inputs inputs;
  PastSource(*past, k_no_faults).measure(request_for(0, 40), inputs);
  REQUIRE(inputs.runs.size() == 2);
  CHECK(inputs.runs[0].last() == k_first + minutes(19));
  CHECK(inputs.runs[1].from == k_first + minutes(21));
  REQUIRE(inputs.readings.size() == 1);
  CHECK(inputs.readings.front().cause == plan::Cause::nodata);
  CHECK(inputs.readings.front().track == "write");
}

TEST_CASE("few readings, and those a fault is put into, come one by one") {
  const auto past = past_without({});
  core::Inputs few;
  PastSource(*past, k_no_faults).measure(request_for(10, 12), few);
  CHECK(few.runs.empty());
  CHECK(few.readings.size() == 3);

  Injection fault;
  fault.metric = "errors";
  fault.amount = 1000.0;
  fault.from = k_first;
  const std::vector<Injection> faults{fault};
  core::Inputs faulty;
  PastSource(*past, faults).measure(request_for(0, 40), faulty);
  CHECK(faulty.runs.empty());
  REQUIRE(faulty.readings.size() == 41);
  CHECK(faulty.readings[7].value == 1007.0);
}
