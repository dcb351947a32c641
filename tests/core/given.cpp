// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"

namespace relctl::test {

Given::Given(plan::Plan a_plan) : plan(std::move(a_plan)) {
  state.release = "shop-1.1.0";
}

Given& Given::event(core::Event event, Duration after) {
  const bool in_ledger = core::is_ledger_event(event);
  const core::Recorded recorded{state.position + 1,
                                (in_ledger ? ledger.version : state.version) + 1, k_noon + after,
                                "tester", std::move(event)};
  core::apply(ledger, recorded);
  core::apply(state, recorded);
  return *this;
}

Given& Given::ready() {
  core::ReleaseOpened opened;
  opened.plan = plan.name;
  opened.title = plan.title;
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  opened.plan_digest = "0123456789abcdef";
  opened.directory = "/srv/shop";
  event(opened);
  return event(core::StartDecided{true, {}});
}

Given& Given::started(const std::string& phase, Duration after) {
  window().clear();
  event(core::PhaseEntered{"main", phase, 0.05}, after);
  const core::StepAddress address{"main", phase, "enter", "shift"};
  event(core::StepStarted{address, 1, core::Part::act, "key", "", seconds(10)}, after);
  core::StepEnded ended;
  ended.address = address;
  ended.outcome = core::Outcome::succeeded;
  event(ended, after);
  return event(core::PhaseStarted{"main", phase}, after);
}

Given& Given::add(core::Reading reading) {
  window(reading.track).add(reading, state.position + 1);
  return *this;
}

Given& Given::reading(Duration at, double value) {
  core::Reading reading;
  reading.metric = plan.metrics.front().id;
  reading.at = k_noon + at;
  reading.value = value;
  return add(reading);
}

Given& Given::reading(Duration at, plan::Cause cause) {
  core::Reading reading;
  reading.metric = plan.metrics.front().id;
  reading.at = k_noon + at;
  reading.cause = cause;
  return add(reading);
}

Given& Given::readings(Duration first, Duration last, double value) {
  for (Duration at = first; at <= last; at = at + plan.metrics.front().every)
    reading(at, value);
  return *this;
}

core::Decision Given::decide_at(Duration after) {
  return core::decide({plan, state, ledger, windows, inputs, k_noon + after, mandate, "7:abc"});
}

plan::Plan short_plan() {
  plan::Plan plan = a_plan();
  plan.phases = {a_phase("p5", "5%", minutes(10)), a_phase("full", "100%", minutes(10))};
  plan.thresholds[0].shape = plan::Plain{};
  return plan;
}

std::vector<std::string> kinds(const std::vector<core::Event>& events) {
  std::vector<std::string> names;
  for (const core::Event& event : events)
    names.emplace_back(core::kind_of(event));
  return names;
}

} // namespace relctl::test
