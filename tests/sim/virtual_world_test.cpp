// SPDX-License-Identifier: Apache-2.0
#include "sim/virtual_world.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using core::Outcome;

namespace {

constexpr Instant k_start{1'000'000};

sim::VirtualWorld a_world(sim::EffectScript effect, Duration answer_takes = {}) {
  return {k_start,
          {sim::at_each_time([](const core::MeasurementRequest& request, Instant at) {
             core::Reading reading;
             reading.metric = request.metric;
             reading.at = at;
             reading.value = 1.0;
             return reading;
           }),
           [effect](const core::EffectRequest&) { return effect; }, answer_takes}};
}

core::EffectRequest an_effect(const std::string& id, std::optional<double> share = {}) {
  return {id, "key", core::HaproxyCall{"/run/x.sock", "app", "canary", "stable", share},
          seconds(10)};
}

} // namespace

TEST_CASE("waiting jumps to whatever comes first, and no further") {
  auto world = a_world({seconds(3), Outcome::succeeded, ""});
  world.begin(an_effect("a"));
  CHECK(world.wait(k_start + seconds(1)).ended.empty());
  CHECK(world.now() == k_start + seconds(1));
  const core::Inputs inputs = world.wait(k_start + hours(1));
  REQUIRE(inputs.ended.size() == 1);
  CHECK(world.now() == k_start + seconds(3));
  CHECK(inputs.live.empty());
}

TEST_CASE("an effect that outlasts its timeout has timed out") {
  auto world = a_world({hours(1), Outcome::succeeded, ""});
  world.begin(an_effect("a"));
  CHECK(world.wait(k_never).ended[0].outcome == Outcome::timed_out);
  CHECK(world.now() == k_start + seconds(10));
}

TEST_CASE("a stopped effect is cancelled at once") {
  auto world = a_world({seconds(5), Outcome::succeeded, ""});
  world.begin(an_effect("a"));
  CHECK(world.wait(k_start).live.contains("a"));
  world.stop("a");
  CHECK(world.wait(k_start + seconds(1)).ended[0].outcome == Outcome::cancelled);
  CHECK(world.now() == k_start);
}

TEST_CASE("the share that was set is the share that is read back") {
  auto world = a_world({seconds(1), Outcome::succeeded, ""});
  world.begin(an_effect("set", 0.2));
  CHECK(world.wait(k_never).ended[0].share == 0.2);
  world.put_share("app", 0.7);
  world.begin(an_effect("@exposure/main/shift@1000"));
  CHECK(world.wait(k_never).ended[0].share == 0.7);
  CHECK(world.effects().size() == 1);
}

TEST_CASE("a share that could not be set stays as it was") {
  auto world = a_world({seconds(1), Outcome::failed, ""});
  world.begin(an_effect("set", 0.2));
  CHECK(world.wait(k_never).ended[0].share == 0.0);
}

TEST_CASE("a range of grid times is answered point by point, after the time a source takes") {
  auto world = a_world({}, milliseconds(200));
  core::MeasurementRequest request;
  request.metric = "m";
  request.from = k_start - seconds(20);
  request.to = k_start;
  request.every = seconds(10);
  world.measure({request});
  CHECK(world.wait(k_start).measuring.contains("main/m[]"));
  const core::Inputs inputs = world.wait(k_never);
  CHECK(inputs.readings.size() == 3);
  CHECK(world.now() == k_start + milliseconds(200));
}

TEST_CASE("a scheduled happening happens at its time, and the log has moved") {
  auto world = a_world({});
  bool happened = false;
  world.schedule(k_start + minutes(1), [&] { happened = true; });
  CHECK_FALSE(world.wait(k_start + seconds(59)).log_moved);
  CHECK(world.wait(k_never).log_moved);
  CHECK(happened);
}
