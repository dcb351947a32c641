// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.hpp"
#include "engine/rehearsed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

using namespace relctl;
using namespace relctl::test;
using core::Stage;
using engine::Goal;
using engine::Stop;
using engine::Until;
using Words = std::vector<std::string>;

namespace {

const Goal k_start_goal{Until::settled, 0, {}, true, true};
const Goal k_back_goal{Until::complete, 0, {}, false, false};

/// Good until noon + `after`, then 50 % errors.
void spoil(Rehearsed& release, Instant from) {
  const auto good = release.value;
  release.value = [good, from](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading = good(request, at);
    if (at >= from)
      reading.value = 0.5;
    return reading;
  };
}

} // namespace

TEST_CASE("a healthy release runs through its phases to complete, and its traffic with it") {
  Rehearsed release(a_short_plan());
  const Instant began = release.world->now();
  CHECK(release.run(k_run_goal).stop == Stop::reached);
  CHECK(release.state().stage == Stage::complete);
  CHECK(release.effects() == Words{"shift", "shift"});
  CHECK(release.world->share("app") == 1.0);
  CHECK(release.world->now() - began >= minutes(30));
  CHECK(release.world->now() - began < minutes(32));
}

TEST_CASE(
    "an advance enters one phase and comes back; waiting, it stays until that phase is decided") {
  Rehearsed release(a_short_plan());
  release.run(k_start_goal);
  CHECK(release.state().stage == Stage::ready);
  const engine::Outcome now = release.run({Until::settled, 1, {}, true, true});
  CHECK(now.entered == 1);
  CHECK(release.state().phases.size() == 1);
  CHECK(release.run({Until::decided, 0, {}, true, true}).entered == 0);
  CHECK(release.state().phases[0].passed_at);
  CHECK(release.run(k_wait_goal).entered == 1);
  CHECK(release.state().phases.size() == 2);
  CHECK(release.state().phases[1].passed_at);
}

TEST_CASE("a version that goes bad is taken back, and the weights with it") {
  Rehearsed release(a_short_plan());
  spoil(release, release.world->now() + minutes(7));
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::closed);
  CHECK(release.state().rollback->settled->complete);
  CHECK(release.effects() == Words{"shift", "shift", "shift-back", "smoke"});
  CHECK(release.world->share("app") == 0.0);
}

TEST_CASE(
    "a source that is down holds, never rolls back, and the release goes on when it is back") {
  Rehearsed release(a_short_plan());
  const Instant began = release.world->now();
  const auto good = release.value;
  release.value = [&release, good, began](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading = good(request, at);
    const Duration age = release.world->now() - began;
    if (age > minutes(2) && age < minutes(40)) {
      reading.value.reset();
      reading.cause = plan::Cause::provider_error;
    }
    return reading;
  };
  release.run({Until::settled, 1, {}, true, true});
  const engine::Outcome outage = release.run({Until::decided, 0, began + minutes(30), true, true});
  CHECK(outage.stop == Stop::timed_out);
  CHECK(core::verdict_of(release.state(), "main")->reached.verdict == core::Verdict::hold);
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("polling often or seldom ends in the same verdict, by backfill") {
  const auto decided_with = [](bool seldom) {
    Rehearsed release(a_short_plan());
    spoil(release, release.world->now() + minutes(3));
    release.run({Until::settled, 1, {}, true, true});
    if (seldom)
      (void)release.world->wait(release.world->now() + minutes(30));
    release.run(k_run_goal);
    const auto records = release.log->read({Rehearsed::k_release, 0, ports::Slice::control, 0});
    for (const ports::Record& record : *records) {
      const auto recorded = engine::decode(record);
      const auto* verdict = std::get_if<core::VerdictReached>(&recorded->event);
      if (verdict != nullptr && verdict->verdict == core::Verdict::rollback)
        return verdict->reasons[0].text;
    }
    return std::string("none");
  };
  CHECK(decided_with(true) == decided_with(false));
  CHECK(decided_with(true).find("50% > 1%") == 0);
}

TEST_CASE(
    "a process that dies after its intent leaves a doubt, and an idempotent step is done again") {
  Rehearsed release(a_short_plan());
  release.run(k_start_goal);
  release.fact(core::PhaseEntered{"main", "p5", 0.05});
  release.fact(core::StepStarted{
      {"main", "p5", "enter", "shift"}, 1, core::Part::act, "key", "", seconds(10)});
  release.run({Until::settled, 0, {}, true, true});
  const Words story = release.story();
  CHECK(std::count(story.begin(), story.end(), "StepInDoubt") == 1);
  CHECK(std::count(story.begin(), story.end(), "PhaseStarted") == 1);
  CHECK(release.effects() == Words{"shift"});
}

TEST_CASE("a doubt about a command that is not idempotent waits for a person") {
  plan::Plan plan = a_short_plan();
  plan.steps.push_back(a_step("deploy", {"./deploy"}));
  plan.phases[0].enter = {"deploy"};
  Rehearsed release(plan);
  release.run(k_start_goal);
  release.fact(core::PhaseEntered{"main", "p5", 0.05});
  const core::StepAddress address{"main", "p5", "enter", "deploy"};
  release.fact(core::StepStarted{address, 1, core::Part::act, "key", "", seconds(10)});
  CHECK(release.run(k_run_goal).stop == Stop::reached);
  CHECK(release.effects().empty());
  CHECK(core::verdict_of(release.state(), "main")->reached.reasons[0].cause ==
        plan::Cause::step_in_doubt);
  release.fact(core::StepResolved{address, "done", "seen on the host"});
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("an incident declared while a phase waits is acted on at once") {
  plan::Plan plan = a_short_plan();
  plan::Threshold threshold;
  threshold.id = "permission";
  threshold.incident_severity = "P0";
  plan.thresholds.push_back(threshold);
  Rehearsed release(plan);
  const Instant declared = release.world->now() + minutes(2);
  release.world->schedule(declared, [&] {
    release.fact(core::IncidentOpened{"i1", "P0", "", "all down", "qa"});
  });
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::closed);
  CHECK(release.state().rollback->requested_at == declared);
}

TEST_CASE("a rollback asked for by a person elsewhere makes the waiting process yield") {
  Rehearsed release(a_short_plan());
  release.world->schedule(release.world->now() + minutes(2), [&] {
    release.fact(core::RollbackRequested{"1.0.0", "pager", "owner", false, true});
  });
  CHECK(release.run(k_run_goal).stop == Stop::yielded);
  CHECK(release.effects() == Words{"shift"});
  release.run(k_back_goal);
  CHECK(release.effects() == Words{"shift", "shift-back", "smoke"});
}

TEST_CASE("a timeout lets go and keeps the state") {
  Rehearsed release(a_short_plan());
  const Instant end = release.world->now() + minutes(3);
  CHECK(release.run({Until::complete, 100, end, true, true}).stop == Stop::timed_out);
  CHECK(release.world->now() == end);
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("a frozen release waits at the door and says why") {
  Rehearsed release(a_short_plan());
  release.fact(core::Frozen{"holiday", "owner", {}});
  const engine::Outcome frozen = release.run(k_run_goal);
  REQUIRE(frozen.last.entry_blocks.size() == 1);
  CHECK(release.effects().empty());
  release.fact(core::Unfrozen{"", "owner"});
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("a phase that had passed and holds again is left by whoever waits, as if it had not been "
          "held between") {
  Rehearsed release(a_short_plan());
  release.run({Until::settled, 1, {}, true, true});
  release.run({Until::decided, 0, {}, true, true});
  REQUIRE(release.state().phases[0].passed_at);
  const auto good = release.value;
  release.value = [](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading;
    reading.metric = request.metric;
    reading.at = at;
    reading.cause = plan::Cause::provider_error;
    return reading;
  };
  (void)release.world->wait(release.world->now() + minutes(5));
  release.run({Until::settled, 0, {}, true, true});
  REQUIRE(core::verdict_of(release.state(), "main")->reached.verdict == core::Verdict::hold);
  release.value = good;
  // It is passed again before the freeze ends, and that is not what was waited for.
  release.fact(core::Frozen{"holiday", "owner", release.world->now() + hours(1)});
  CHECK(release.run(k_wait_goal).entered == 1);
  REQUIRE(release.state().phases.size() == 2);
  CHECK(release.state().phases[1].passed_at);
}

TEST_CASE("a hold that was for a person is judged again before a waiting command comes back") {
  plan::Plan plan = a_short_plan();
  plan.phases[0].approve = {{"owner", {}}};
  Rehearsed release(plan);
  release.run(k_run_goal);
  CHECK(core::verdict_of(release.state(), "main")->reached.reasons[0].cause ==
        plan::Cause::approval);
  release.fact(core::ApprovalGiven{"p5", "owner", "release-owner", ""});
  (void)release.world->wait(release.world->now() + minutes(3));
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
}

TEST_CASE("a release that nothing measures takes its time, and is watched afterwards as long") {
  plan::Plan plan = a_short_plan();
  plan.metrics.clear();
  plan.thresholds.clear();
  plan.steps = {a_step("shift", {"./shift"})}; // No exposure to be read back either.
  SECTION("through its phases to complete") {
    Rehearsed release(plan);
    const Instant began = release.world->now();
    CHECK(release.run(k_wait_goal).entered == 1);
    CHECK(release.state().phases[0].passed_at);
    CHECK(release.run(k_run_goal).stop == Stop::reached);
    CHECK(release.state().stage == Stage::complete);
    CHECK(release.world->now() - began >= minutes(30));
    CHECK(release.world->now() - began < minutes(31));
  }
  SECTION("and back, until it has recovered") {
    plan.rollback.observe = minutes(10);
    Rehearsed release(plan);
    REQUIRE(release.run({Until::settled, 1, {}, true, true}).entered == 1);
    release.fact(core::RollbackRequested{"1.0.0", "by hand", "tester", false, true});
    release.run(k_back_goal);
    CHECK(release.state().stage == Stage::rolled_back);
    release.run({Until::complete, 0, {}, false, true});
    CHECK(release.state().rollback->recovered);
  }
}
