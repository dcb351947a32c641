// SPDX-License-Identifier: Apache-2.0
#include "core/window.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using plan::Cause;

namespace {

core::Reading a_reading(std::optional<double> value, std::optional<Cause> cause = {}) {
  core::Reading reading;
  reading.metric = "m";
  reading.at = {1000};
  reading.value = value;
  reading.cause = cause;
  return reading;
}

} // namespace

TEST_CASE("the first stored value stands") {
  core::Window window;
  CHECK(window.add(a_reading(1.0), 1));
  CHECK_FALSE(window.add(a_reading(2.0), 2));
  CHECK(window.series("m", "").find({1000})->second.value == 1.0);
}

TEST_CASE("a reading that never came from the source gives way to one that did") {
  const Cause lost = GENERATE(Cause::timeout, Cause::provider_error);
  core::Window window;
  window.add(a_reading({}, lost), 1);
  CHECK_FALSE(window.add(a_reading({}, Cause::timeout), 2));
  CHECK(window.add(a_reading(2.0), 3));
  CHECK(window.series("m", "").find({1000})->second.value == 2.0);
}

TEST_CASE("what the source itself said stands, a cause too") {
  const Cause said = GENERATE(Cause::nodata, Cause::nan, Cause::stale, Cause::thin, Cause::many);
  core::Window window;
  window.add(a_reading({}, said), 1);
  CHECK_FALSE(window.add(a_reading(2.0), 2));
}

TEST_CASE("series are kept apart") {
  core::Window window;
  core::Reading reading = a_reading(1.0);
  reading.series = "swap";
  window.add(reading, 4);
  CHECK(window.series("m", "").empty());
  CHECK(window.series("m", "swap").size() == 1);
  CHECK(window.newest_position() == 4);
  window.clear();
  CHECK(window.series("m", "swap").empty());
}
