// SPDX-License-Identifier: Apache-2.0
#include "core/observed.hpp"

#include "core/observed_plan.hpp"

namespace relctl::test {
namespace {

plan::Plan plan_to_observe(plan::Observation observe, const core::ObservationOpened& opened) {
  plan::Plan plan = a_plan();
  plan.thresholds[0].shape = plan::Plain{};
  plan.observe = std::move(observe);
  return core::observed_plan(plan, opened);
}

} // namespace

core::ObservationOpened Observed::an_opening() {
  core::ObservationOpened opened;
  opened.plan = "shop";
  opened.title = "Shop";
  opened.samples = 3;
  opened.every = minutes(1);
  opened.on_miss = "continue";
  return opened;
}

Observed::Observed(plan::Observation observe, core::ObservationOpened opened)
    : given(plan_to_observe(std::move(observe), opened)) {
  given.state.release = "observe-shop-1";
  given.event(std::move(opened));
}

std::vector<std::string> Observed::turn(Duration after) {
  std::vector<std::string> appended;
  for (;;) {
    last = given.decide_at(after);
    given.inputs.ended.clear();
    if (last.events.empty())
      return appended;
    for (core::Event& event : last.events) {
      appended.emplace_back(core::kind_of(event));
      given.event(std::move(event), after);
    }
    // What has begun lives under the id that the fold knows now.
    for (const core::StepState* step : core::running_steps(given.state))
      given.inputs.live.insert(core::effect_id(given.state, *step));
  }
}

std::vector<std::string> Observed::sample(int number, std::optional<double> value) {
  const Duration at = number * minutes(1);
  if (value)
    given.reading(at, *value);
  else
    given.reading(at, plan::Cause::timeout);
  return turn(at);
}

} // namespace relctl::test
