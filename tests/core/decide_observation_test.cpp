// SPDX-License-Identifier: Apache-2.0
#include "core/objectives.hpp"
#include "core/observed.hpp"
#include "core/observed_plan.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using Kinds = std::vector<std::string>;

namespace {

plan::Observation with_checkpoint() {
  plan::Observation observe;
  plan::Checkpoint checkpoint;
  checkpoint.id = "checkpoint-2";
  checkpoint.sample = 2;
  checkpoint.ask = "no alert?";
  observe.checkpoints = {checkpoint};
  return observe;
}

/// How the only running step ends.
void end_step(Observed& observed, core::Outcome outcome) {
  const auto running = core::running_steps(observed.given.state);
  REQUIRE(running.size() == 1);
  core::EffectEnded ended;
  ended.id = core::effect_id(observed.given.state, *running.front());
  ended.outcome = outcome;
  ended.detail = "HTTP 503";
  ended.output = "the evidence";
  observed.given.inputs.live.clear();
  observed.given.inputs.ended = {ended};
}

plan::Observation with_alive() {
  plan::Observation observe;
  observe.alive = a_step("alive", {"./alive"});
  return observe;
}

} // namespace

TEST_CASE("an observation samples on its grid, confirms the first sample and concludes") {
  Observed observed;
  CHECK(observed.turn({}) == Kinds{"StartDecided", "PhaseEntered", "PhaseStarted"});
  CHECK(observed.last.wake == k_noon + minutes(1));
  CHECK(observed.sample(1, 0.001) == Kinds{"SampleTaken", "FirstSampleConfirmed"});
  CHECK(observed.state().first->ok);
  CHECK(observed.sample(2, 0.002) == Kinds{"SampleTaken"});
  CHECK(observed.sample(3, 0.003) == Kinds{"SampleTaken", "ObservationEnded"});
  CHECK(observed.state().ended->conclusion == "passed");
  CHECK(observed.given.state.stage == core::Stage::closed);
}

TEST_CASE("an observation does not wait for the baseline that it records, but for any other") {
  plan::Plan plan = a_plan();
  plan.observe = plan::Observation{};
  plan.metrics[0].baseline = plan::Baseline{};
  plan.metrics[0].baseline->recorded = "weekly";
  core::ObservationOpened opened = Observed::an_opening();
  CHECK(core::observed_plan(plan, opened).metrics[0].baseline);
  opened.record = "monthly";
  CHECK(core::observed_plan(plan, opened).metrics[0].baseline);
  opened.record = "weekly";
  CHECK_FALSE(core::observed_plan(plan, opened).metrics[0].baseline);
}

TEST_CASE("a sample waits for an answer under way, and is taken without one that cannot come") {
  Observed observed;
  observed.turn({});
  observed.turn(minutes(1));
  CHECK(observed.last.measurements.size() == 1);
  CHECK(observed.state().taken.empty());
  observed.given.inputs.measuring = {"error_rate"};
  CHECK(observed.turn(minutes(1) + seconds(4)).empty());
  observed.given.inputs.measuring.clear();
  CHECK(observed.sample(1, std::nullopt) ==
        Kinds{"SampleTaken", "FirstSampleConfirmed", "MissDecided"});
  CHECK_FALSE(observed.state().first->ok);
  CHECK(observed.state().taken[0].values[0].cause == plan::Cause::timeout);
}

TEST_CASE("a clock that is set begins the samples anew") {
  Observed observed(with_checkpoint());
  observed.given.inputs.clock = core::Clock{"a", k_noon - hours(1)};
  observed.turn({});
  observed.sample(1, 0.001);
  observed.sample(2, 0.001);
  observed.given.inputs.clock->booted_at = k_noon;
  CHECK(observed.turn(hours(1) + minutes(2)) == Kinds{"PhaseStarted"});
  CHECK(observed.state().taken.empty());
  CHECK(observed.state().checkpoints.empty());
  observed.given.window().clear();
  observed.given.readings(hours(1) + minutes(3), hours(1) + minutes(5), 0.001);
  CHECK(observed.turn(hours(1) + minutes(3)) == Kinds{"SampleTaken", "FirstSampleConfirmed"});
  CHECK(observed.turn(hours(1) + minutes(4)) == Kinds{"SampleTaken", "CheckpointReached"});
  CHECK(observed.turn(hours(1) + minutes(5)) == Kinds{"SampleTaken", "ObservationEnded"});
}

TEST_CASE("an observation that was killed goes on and leaves what nobody sampled unknown") {
  Observed observed;
  observed.given.plan.sources[0].kind = plan::SourceKind::exposition; // It keeps no history.
  observed.turn({});
  observed.sample(1, 0.001);
  observed.given.reading(minutes(3), 0.002);
  const Kinds kinds = observed.turn(minutes(3) + seconds(1));
  CHECK(std::count(kinds.begin(), kinds.end(), "SampleTaken") == 2);
  CHECK(observed.state().taken[1].values[0].cause == plan::Cause::nodata);
  CHECK(observed.state().ended->conclusion == "conditional");
}

TEST_CASE("a checkpoint is due after its sample and stays open without a person") {
  Observed observed(with_checkpoint());
  observed.turn({});
  observed.sample(1, 0.001);
  CHECK(observed.sample(2, 0.001) == Kinds{"SampleTaken", "CheckpointReached"});
  observed.sample(3, 0.001);
  CHECK(observed.state().ended->conclusion == "conditional");
  CHECK(observed.state().ended->reasons ==
        std::vector<std::string>{"checkpoint-2 is open: no alert?"});
}

TEST_CASE("somebody at a terminal is asked, and sampling goes on while the question is open") {
  Observed observed(with_checkpoint());
  observed.given.mandate.asks = true;
  observed.turn({});
  observed.sample(1, 0.001);
  REQUIRE(observed.last.question);
  CHECK(observed.last.question->kind == core::Question::Kind::first_sample);
  CHECK(observed.sample(2, 0.001) == Kinds{"SampleTaken", "CheckpointReached"});
  observed.given.event(core::FirstSampleConfirmed{true, "alice", "fine"});
  observed.sample(3, 0.001);
  REQUIRE(observed.last.question);
  CHECK(observed.last.question->subject == "checkpoint-2");
  CHECK_FALSE(observed.state().ended);
  observed.given.event(core::CheckAnswered{"observe", "checkpoint-2", true, "alice", ""});
  CHECK(observed.turn(minutes(5)) == Kinds{"ObservationEnded"});
  CHECK(observed.state().ended->conclusion == "passed");
}

TEST_CASE("a miss runs its diagnosis once, keeps the output and goes on as told beforehand") {
  plan::Observation observe;
  observe.on_miss = {"smoke"}; // A step of the plan.
  Observed observed(observe);
  observed.given.plan.steps.push_back(a_step("smoke", {"./smoke"}));
  observed.turn({});
  CHECK(observed.sample(1, 0.007) == Kinds{"SampleTaken", "FirstSampleConfirmed", "StepStarted"});
  end_step(observed, core::Outcome::failed);
  CHECK(observed.turn(minutes(1) + seconds(2)) == Kinds{"StepEnded", "MissDecided"});
  CHECK(observed.state().decisions[0].choice == "continue");
  CHECK(observed.state().decisions[0].subjects == std::vector<std::string>{"error-rate"});
  CHECK(observed.sample(2, 0.007) == Kinds{"SampleTaken"}); // The same miss goes on.
  CHECK(observed.sample(3, 0.007) == Kinds{"SampleTaken", "ObservationEnded"});
  CHECK(observed.state().ended->conclusion == "failed");
}

TEST_CASE("an unattended extension happens once, a stop ends the observation") {
  core::ObservationOpened opened = Observed::an_opening();
  opened.on_miss = "extend";
  Observed extended({}, opened);
  extended.turn({});
  extended.sample(1, 0.007);
  CHECK(extended.state().samples == 4);
  extended.sample(2, 0.001);
  extended.sample(3, 0.007);
  CHECK(extended.state().samples == 4);
  opened.on_miss = "stop";
  Observed stopped({}, opened);
  stopped.turn({});
  stopped.sample(1, 0.007);
  CHECK(stopped.state().ended->conclusion == "failed");
}

TEST_CASE("only a failed liveness probe may bring a release back; missing data never does") {
  core::ObservationOpened opened = Observed::an_opening();
  opened.release = "shop-1.1.0";
  Observed observed(with_alive(), opened);
  observed.turn({});
  CHECK(observed.sample(1, std::nullopt) == Kinds{"StepStarted"});
  end_step(observed, core::Outcome::succeeded);
  observed.turn(minutes(1) + seconds(1));
  CHECK_FALSE(observed.state().lost);
  CHECK(observed.sample(2, 0.001) == Kinds{"StepStarted"});
  end_step(observed, core::Outcome::failed);
  observed.turn(minutes(2) + seconds(1));
  REQUIRE(observed.state().lost);
  CHECK(observed.state().lost->release == "shop-1.1.0");
  CHECK(observed.state().ended->conclusion == "failed");
}

TEST_CASE("clock times are followed: sampling begins at its time, the lines before it are told") {
  plan::Observation observe;
  observe.schedule = {{{11 * 60 + 50}, "look around", false, {}}, {{12 * 60 + 5}, "go", true, {}}};
  core::ObservationOpened opened = Observed::an_opening();
  opened.midnight = k_noon - hours(12);
  opened.begin_at = k_noon + minutes(5);
  Observed observed(observe, opened);
  CHECK(observed.turn({}) == Kinds{"StartDecided", "ScheduleReached"});
  CHECK(observed.last.wake == k_noon + minutes(5));
  CHECK(observed.turn(minutes(5)) == Kinds{"ScheduleReached", "PhaseEntered", "PhaseStarted"});
}

TEST_CASE("metric families are counted where the source lists them") {
  plan::Observation observe;
  observe.families = {"reload_total", "restore_total"};
  observe.families_source = "prom";
  Observed observed(observe);
  CHECK(
      plan::find_metric(observed.given.plan, core::k_families_metric)->query.text.find("count(") ==
      0);
  observed.turn({});
  for (int number = 1; number <= 3; ++number) {
    core::Reading reading;
    reading.metric = core::k_families_metric;
    reading.at = k_noon + number * minutes(1);
    reading.series = "reload_total";
    reading.value = 2;
    observed.given.add(reading);
    reading.series = "restore_total";
    reading.value.reset();
    reading.cause = plan::Cause::nodata;
    observed.given.add(reading);
    observed.sample(number, 0.001);
  }
  CHECK(observed.state().ended->reasons ==
        std::vector<std::string>{"restore_total is not exposed"});
}

TEST_CASE("a source that does not answer leaves it unknown whether a family is exposed") {
  plan::Observation observe;
  observe.families = {"reload_total"};
  observe.families_source = "prom";
  Observed observed(observe);
  observed.turn({});
  for (int number = 1; number <= 3; ++number) {
    core::Reading reading;
    reading.metric = core::k_families_metric;
    reading.at = k_noon + number * minutes(1);
    reading.series = "reload_total";
    reading.cause = plan::Cause::provider_error;
    observed.given.add(reading);
    observed.sample(number, 0.001);
  }
  CHECK(observed.state().ended->conclusion == "conditional");
  CHECK(observed.state().ended->reasons ==
        std::vector<std::string>{"whether reload_total is exposed is not known"});
  CHECK(core::lacks_data(observed.given.plan, observed.given.state));
}

TEST_CASE("what is due with the last sample may be answered as long as one more would take") {
  plan::Observation observe = with_checkpoint();
  observe.checkpoints[0].id = "checkpoint-3";
  observe.checkpoints[0].sample = 3;
  Observed observed(observe);
  observed.turn({});
  observed.sample(1, 0.001);
  observed.sample(2, 0.001);
  CHECK(observed.sample(3, 0.001) == Kinds{"SampleTaken", "CheckpointReached"});
  CHECK(observed.last.wake == k_noon + minutes(4));
  SECTION("an answer ends it at once") {
    observed.given.event(core::CheckAnswered{"observe", "checkpoint-3", true, "alice", ""});
    CHECK(observed.turn(minutes(3) + seconds(20)) == Kinds{"ObservationEnded"});
    CHECK(observed.state().ended->conclusion == "passed");
  }
  SECTION("without one it ends with the question open") {
    CHECK(observed.turn(minutes(4)) == Kinds{"ObservationEnded"});
    CHECK(observed.state().ended->conclusion == "conditional");
  }
  SECTION("and so does a person who stops it") {
    observed.given.event(core::MissDecided{3, {}, "stop", 0, "alice", "enough seen"});
    CHECK(observed.turn(minutes(3) + seconds(20)) == Kinds{"ObservationEnded"});
  }
}
