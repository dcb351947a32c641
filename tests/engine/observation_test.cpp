// SPDX-License-Identifier: Apache-2.0
#include "core/observed_plan.hpp"
#include "engine/rehearsed.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

core::ObservationOpened two_hours() {
  core::ObservationOpened opened;
  opened.plan = "shop";
  opened.samples = 12;
  opened.every = minutes(10);
  opened.on_miss = "continue";
  return opened;
}

plan::Plan observed(const core::ObservationOpened& opened) {
  plan::Plan plan = a_plan();
  plan.thresholds[0].shape = plan::Plain{};
  return core::observed_plan(plan, opened);
}

} // namespace

TEST_CASE("an observation of two hours runs through the same loop in virtual time") {
  const core::ObservationOpened opened = two_hours();
  Rehearsed place(observed(opened));
  place.fact(opened);
  engine::Goal goal;
  goal.until = engine::Until::complete;
  CHECK(place.run(goal).stop == engine::Stop::reached);
  const core::State state = place.state();
  CHECK(state.observation->taken.size() == 12);
  CHECK(state.observation->ended->conclusion == "passed");
  CHECK(state.observation->taken.back().grid_at ==
        *core::observed_phase(state, plan::k_main_track)->started_at + minutes(120));
}

TEST_CASE("an observation that was left goes on, and Prometheus fills what was missed") {
  const core::ObservationOpened opened = two_hours();
  Rehearsed place(observed(opened));
  place.fact(opened);
  engine::Goal goal;
  goal.until = engine::Until::complete;
  goal.give_up_at = place.world->now() + minutes(25);
  CHECK(place.run(goal).stop == engine::Stop::timed_out);
  CHECK(place.state().observation->taken.size() == 2);
  place.world->schedule(place.world->now() + minutes(40), [] {});
  (void)place.world->wait(place.world->now() + minutes(40));
  goal.give_up_at.reset();
  place.run(goal);
  const core::State state = place.state();
  CHECK(state.observation->taken.size() == 12);
  for (const core::SampleTaken& sample : state.observation->taken)
    CHECK(sample.values.front().value.has_value());
}
