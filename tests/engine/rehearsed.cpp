// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsed.hpp"

#include "base/check.hpp"

namespace relctl::test {
namespace {

constexpr Instant k_start{1'795'348'800'000};

core::Reading good_reading(const core::MeasurementRequest& request, Instant at) {
  core::Reading reading;
  reading.metric = request.metric;
  reading.series = request.series;
  reading.at = at;
  reading.value = 0.001;
  return reading;
}

} // namespace

plan::Plan a_short_plan() {
  plan::Plan plan = a_plan();
  plan.phases = {a_phase("p5", "5%", minutes(5)), a_phase("full", "100%", minutes(5))};
  plan::Phase bake = a_phase("bake", "100%", minutes(20));
  bake.enter.clear();
  bake.bake = true;
  plan.phases.push_back(bake);
  plan.thresholds[0].shape = plan::Sustained{minutes(2)};
  plan.rollback.observe = {};
  return plan;
}

Rehearsed::Rehearsed(plan::Plan a_plan_, std::unique_ptr<ports::AuditLog> a_log)
    : plan(std::move(a_plan_)), log(std::move(a_log)), value(good_reading),
      outcome([](const core::EffectRequest&) {
        return sim::EffectScript{seconds(2), core::Outcome::succeeded, ""};
      }) {
  world = std::make_unique<sim::VirtualWorld>(
      k_start,
      sim::Script{
          sim::at_each_time([this](const auto& request, Instant at) { return value(request, at); }),
          [this](const auto& effect) { return outcome(effect); }, milliseconds(50)});
  core::ReleaseOpened opened;
  opened.plan = plan.name;
  opened.title = plan.title;
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  fact(opened);
}

Result<engine::Outcome> Rehearsed::try_run(const engine::Goal& goal) {
  engine::Engine engine(plan, *log, *world, "tester");
  engine::ReleaseView view;
  view.release = k_release;
  return engine.run(view, goal);
}

engine::Outcome Rehearsed::run(const engine::Goal& goal) {
  const auto outcome_of_run = try_run(goal);
  RELCTL_CHECK(outcome_of_run.has_value());
  return *outcome_of_run;
}

void Rehearsed::fact(core::Event event) {
  engine::ReleaseView view;
  view.release = k_release;
  const auto appended = engine::append_facts(
      *log, view,
      [&](const engine::ReleaseView&) -> Result<std::vector<core::Event>> {
        return std::vector{event};
      },
      world->now(), "tester");
  RELCTL_CHECK(appended.has_value());
}

std::vector<std::string> Rehearsed::story() const {
  std::vector<std::string> kinds;
  const auto records = log->read({k_release, 0, ports::Slice::control, 0});
  RELCTL_CHECK(records.has_value());
  for (const ports::Record& record : *records)
    if (record.kind != "VerdictReached" && record.kind != "MessagePrepared")
      kinds.push_back(record.kind);
  return kinds;
}

core::State Rehearsed::state() const {
  const auto view = engine::load(*log, k_release);
  RELCTL_CHECK(view.has_value());
  return view->state;
}

std::vector<std::string> Rehearsed::effects() const {
  std::vector<std::string> steps;
  for (const core::EffectRequest& effect : world->effects()) {
    const std::size_t end = effect.id.find('#');
    const std::size_t begin = effect.id.rfind('/', end);
    steps.push_back(effect.id.substr(begin + 1, end - begin - 1));
  }
  return steps;
}

} // namespace relctl::test
