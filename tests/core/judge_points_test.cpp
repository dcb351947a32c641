// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/judge.hpp"
#include "core/judge_points.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::LimitValue limit_at(const char* limit, const core::Reading& reading,
                          const core::PinnedBaseline& pinned = {}) {
  plan::Metric metric = a_metric("p95");
  metric.unit = parse_unit("s").value();
  return core::limit_of(metric, plan::parse_limit(limit).value(), reading, pinned);
}

} // namespace

TEST_CASE("a limit has its value at a reading from the reading's own baseline and references") {
  core::Reading reading;
  reading.baseline = 0.2;
  reading.references["mean_7d"] = 0.3;
  CHECK(limit_at("> 2 * baseline", reading).value == 0.4);
  CHECK(limit_at("< 0.5 * mean_7d", reading).value == 0.15);
  CHECK(limit_at("> 300ms", reading).value == 0.3);
}

TEST_CASE("a limit has no value where the reading lacks what it needs") {
  const core::Reading reading;
  CHECK_FALSE(limit_at("> 2 * baseline", reading).value);
  CHECK(limit_at("< 0.5 * mean_7d", reading).cause == "mean_7d is missing");
}

TEST_CASE("a pinned baseline stands in only while the stable version is idle") {
  core::Reading reading;
  CHECK_FALSE(limit_at("> 2 * baseline", reading, {0.1}).value);
  reading.baseline_unknown = plan::Cause::nodata;
  CHECK(limit_at("> 2 * baseline", reading, {0.1}).value == 0.2);
}

TEST_CASE("a point that a slow source was not asked for has the cause of its last answer") {
  const plan::Metric metric = a_metric("error_rate");
  const auto cause_after = [&](std::optional<plan::Cause> cause) {
    core::Reading reading;
    reading.at = k_noon + metric.window;
    reading.cause = cause;
    if (!cause)
      reading.value = 0.001;
    const auto points = core::points_of(metric, a_threshold("t", metric.id, "> 1%"),
                                        core::Window::Series{{reading.at, reading}},
                                        {k_noon, reading.at + 2 * metric.every}, {});
    REQUIRE_FALSE(points.empty());
    CHECK(points.back().side == core::Side::missing);
    return points.back().cause;
  };
  CHECK(cause_after(plan::Cause::timeout) == plan::Cause::timeout);
  CHECK(cause_after(plan::Cause::provider_error) == plan::Cause::provider_error);
  CHECK(cause_after(plan::Cause::nan) == plan::Cause::nodata);
  CHECK(cause_after(std::nullopt) == plan::Cause::nodata);
}

TEST_CASE("a clock that was set years ahead makes a million grid times to judge and no more") {
  const plan::Metric metric = a_metric("error_rate");
  const core::Grid grid = core::grid_of(metric, {k_noon, k_noon + seconds(10LL * 365 * 86'400)});
  CHECK((grid.newest - grid.first).ms / metric.every.ms == 1'000'000);
  CHECK(core::grid_of(metric, {k_noon, k_noon + metric.window}).first == k_noon + metric.window);
}

TEST_CASE("a point is on the side of a limit that the reading's own references make") {
  const plan::Metric metric = a_metric("error_rate");
  core::Reading reading;
  reading.at = k_noon + metric.window;
  reading.value = 0.03;
  const auto side = [&](double mean_7d) {
    reading.references = {{"mean_7d", mean_7d}};
    return core::points_of(metric, a_threshold("t", metric.id, "> 2 * mean_7d"),
                           core::Window::Series{{reading.at, reading}}, {k_noon, reading.at}, {})
        .back()
        .side;
  };
  CHECK(side(0.01) == core::Side::beyond);
  CHECK(side(0.02) == core::Side::good);
}
