// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/standing.hpp"
#include "core/values.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Stage;
using plan::Cause;
using Kinds = std::vector<std::string>;

namespace {

/// Phases p5 and full; metric `backlog` takes back the plugin above 100, `error_rate` everything.
plan::Plan plan_with_plugin() {
  plan::Plan plan = a_plan();
  plan.phases = {a_phase("p5", "5%", minutes(10)), a_phase("full", "100%", minutes(10))};
  plan.thresholds[0].shape = plan::Plain{};
  plan::Metric backlog = a_metric("backlog");
  backlog.unit = {};
  plan.metrics.push_back(backlog);
  plan.thresholds.push_back(a_threshold("backlog", "backlog", "> 100"));
  plan.thresholds[1].then.scope = "plugin";
  plan::Step deploy = a_step("deploy-plugin", {"./deploy", "plugin"});
  deploy.scope = "plugin";
  plan.steps.push_back(deploy);
  plan.phases[1].enter.push_back("deploy-plugin");
  plan::RollbackScope plugin;
  plugin.id = "plugin";
  plugin.steps = {a_step("plugin-down", {"./deploy", "plugin", "{{to}}"})};
  plugin.verify = {a_step("plugin-smoke", {"./smoke"})};
  plan.rollback.scopes = {plugin};
  return plan;
}

void backlog(Given& given, Duration at, double value) {
  core::Reading reading;
  reading.metric = "backlog";
  reading.at = k_noon + at;
  reading.value = value;
  given.add(reading);
}

/// The step is begun and ends well.
void run(Given& given, const core::Decision& decision, Duration at) {
  for (const auto& event : decision.events)
    given.event(event, at);
  for (const auto& event : decision.events)
    if (const auto* started = std::get_if<core::StepStarted>(&event)) {
      core::StepEnded ended;
      ended.address = started->address;
      ended.outcome = core::Outcome::succeeded;
      given.event(ended, at);
    }
}

/// In p5, with the plugin taken back after two minutes.
Given without_plugin() {
  Given given(plan_with_plugin());
  given.ready().started("p5").readings(minutes(1), minutes(2), 0.001);
  backlog(given, minutes(1), 10);
  backlog(given, minutes(2), 500);
  for (int turn = 0; turn < 6 && given.state.taken_back.empty(); ++turn)
    run(given, given.decide_at(minutes(2)), minutes(2));
  given.windows.clear();
  return given;
}

} // namespace

TEST_CASE("a breach that is about one part takes back that part alone") {
  Given given(plan_with_plugin());
  given.ready().started("p5").readings(minutes(1), minutes(2), 0.001);
  backlog(given, minutes(1), 10);
  backlog(given, minutes(2), 500);
  const auto decision = given.decide_at(minutes(2));
  REQUIRE(kinds(decision.events) == Kinds{"VerdictReached", "RollbackRequested"});
  CHECK(first_of<core::RollbackRequested>(decision.events).scope == "plugin");
  SECTION("and breaches about two parts at once take back everything") {
    plan::Threshold other = a_threshold("core-backlog", "backlog", "> 200");
    other.then.scope = "core";
    given.plan.thresholds.push_back(other);
    given.plan.rollback.scopes.push_back(given.plan.rollback.scopes[0]);
    given.plan.rollback.scopes[1].id = "core";
    CHECK(first_of<core::RollbackRequested>(given.decide_at(minutes(2)).events).scope.empty());
  }
  SECTION("and breaches about several things take back everything") {
    given.window().clear();
    given.readings(minutes(1), minutes(2), 0.5);
    backlog(given, minutes(2), 500);
    CHECK(first_of<core::RollbackRequested>(given.decide_at(minutes(2)).events).scope.empty());
  }
}

TEST_CASE("an incident of a level that takes back a part does that once, and the rest goes on") {
  Given given(plan_with_plugin());
  given.plan.incident_levels = {
      {"P1", {}, plan::Consequence{plan::Consequence::Kind::rollback, {}, "plugin"}, {}, "", {}}};
  given.ready().started("p5").readings(minutes(1), minutes(2), 0.001);
  backlog(given, minutes(2), 10);
  given.event(core::IncidentOpened{"inc-1", "P1", "", "the plugin fails", "ann"}, minutes(2));
  CHECK(first_of<core::RollbackRequested>(given.decide_at(minutes(2)).events).scope == "plugin");
  for (int turn = 0; turn < 6 && given.state.taken_back.empty(); ++turn)
    run(given, given.decide_at(minutes(2)), minutes(2));
  CHECK(given.state.stage == Stage::in_phase);
  CHECK(given.state.taken_back.contains("plugin"));
  CHECK_FALSE(has<core::RollbackRequested>(given.decide_at(minutes(3)).events));
  SECTION("and with a breach of the rest everything goes back") {
    given.window().clear();
    given.readings(minutes(3), minutes(4), 0.5);
    CHECK(first_of<core::RollbackRequested>(given.decide_at(minutes(4)).events).scope.empty());
  }
}

TEST_CASE("the part's own steps run, and the release is in its phase again, held for a person") {
  Given given = without_plugin();
  CHECK(given.state.stage == Stage::in_phase);
  CHECK_FALSE(given.state.rollback.has_value());
  REQUIRE(given.state.taken_back.contains("plugin"));
  CHECK(core::find_step(given.state, {"", "rollback", "rollback", "plugin-down"}) != nullptr);
  CHECK(core::find_step(given.state, {"", "rollback", "rollback", "shift-back"}) == nullptr);
  CHECK(core::values_of(given.plan, given.state, nullptr).at("without") == "plugin");
  // What is exposed has changed: the observation begins anew.
  CHECK(given.state.phases.back().started_at == k_noon + minutes(2));
  given.readings(minutes(3), minutes(12), 0.001);
  const auto held = given.decide_at(minutes(12));
  REQUIRE(core::gate_of(held, "main") != nullptr);
  CHECK(core::gate_of(held, "main")->verdict == core::Verdict::hold);
  CHECK(core::gate_of(held, "main")->reasons[0].cause == Cause::taken_back);
  for (const auto& event : held.events)
    given.event(event, minutes(12));
  CHECK(core::advise(given.plan, given.state, "relctl").command == "relctl approve scope/plugin");
  given.event(core::ApprovalGiven{"scope/plugin", "", "ann", ""}, minutes(12));
  CHECK(core::gate_of(given.decide_at(minutes(12)), "main")->verdict == core::Verdict::promote);
}

TEST_CASE("what tells of a part that was taken back names it") {
  plan::Plan plan = plan_with_plugin();
  plan.comms["taken_back"] = {"on without {{without}}", {}};
  Given given(plan);
  given.ready().started("p5");
  if (GENERATE(false, true)) // Another part in the same phase before.
    given.event(core::MessagePrepared{"taken_back", "on without core", "main", "p5"});
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, "plugin", {}});
  std::vector<std::string> told;
  for (int turn = 0; turn < 6 && given.state.taken_back.empty(); ++turn) {
    const auto decision = given.decide_at({});
    run(given, decision, {});
    if (has<core::MessagePrepared>(decision.events))
      told.push_back(first_of<core::MessagePrepared>(decision.events).text);
  }
  CHECK(told == Kinds{"on without plugin"});
}

TEST_CASE("checks are asked again once a part was taken back, also one that was stopped for it") {
  Given given(plan_with_plugin());
  given.ready().started("p5");
  for (const char* check : {"smoke", "schema"}) {
    core::StepStarted started;
    started.address = {"main", "p5", "check", check};
    given.event(started);
  }
  core::StepEnded ended;
  ended.address = {"main", "p5", "check", "smoke"};
  ended.outcome = core::Outcome::succeeded;
  given.event(ended);
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, "plugin", {}});
  ended.address.step = "schema";
  ended.outcome = core::Outcome::cancelled;
  ended.next = core::Next::doubt;
  given.event(ended);
  given.event(core::RollbackSettled{true, "1.0.0", {}, seconds(5), "plugin"});
  for (const char* check : {"smoke", "schema"})
    CHECK(core::find_step(given.state, {"main", "p5", "check", check}) == nullptr);
  CHECK(core::standing_of(given.state) != core::Standing::in_doubt);
}

TEST_CASE("a part that was taken back is neither judged nor deployed again") {
  Given given = without_plugin();
  given.event(core::ApprovalGiven{"scope/plugin", "", "ann", ""}, minutes(2));
  given.readings(minutes(3), minutes(12), 0.001);
  backlog(given, minutes(12), 5000);
  for (int turn = 0; turn < 8; ++turn)
    run(given, given.decide_at(minutes(12)), minutes(12));
  CHECK(core::current_phase(given.state)->id == "full");
  const core::StepState* deploy =
      core::find_step(given.state, {"main", "full", "enter", "deploy-plugin"});
  REQUIRE(deploy != nullptr);
  CHECK(deploy->status == core::StepState::Status::skipped);
}

TEST_CASE("a part that is taken back while it is being deployed is not deployed again") {
  const auto [outcome, next] = GENERATE(std::pair(core::Outcome::failed, core::Next::retry),
                                        std::pair(core::Outcome::failed, core::Next::failed),
                                        std::pair(core::Outcome::lost, core::Next::doubt),
                                        std::pair(core::Outcome::succeeded, core::Next::verify));
  plan::Plan plan = plan_with_plugin();
  plan.steps.back().retries = 3;
  plan.steps.back().idempotent = true;
  plan.steps.back().verify = plan::Verify{a_step("", {"./is-deployed"}).action, seconds(30), {}};
  plan.steps.push_back(a_step("deploy-slowly", {"./deploy", "--slowly"}));
  plan.steps[1].otherwise = "deploy-slowly";
  Given given(plan);
  given.ready().started("p5");
  given.event(core::PhaseEntered{"main", "full", 1.0});
  for (const char* step : {"shift", "deploy-plugin"}) {
    core::StepStarted started;
    started.address = {"main", "full", "enter", step};
    given.event(started);
  }
  core::StepEnded ended;
  ended.address = {"main", "full", "enter", "shift"};
  ended.outcome = core::Outcome::succeeded;
  given.event(ended);
  ended.address.step = "deploy-plugin";
  ended.outcome = outcome;
  ended.next = next;
  ended.next_at = k_noon + minutes(1);
  given.event(ended);
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, "plugin", {}});
  std::set<std::string> begun;
  for (int turn = 0; turn < 9; ++turn) {
    const auto decision = given.decide_at(minutes(2));
    for (const auto& event : decision.events)
      if (const auto* started = std::get_if<core::StepStarted>(&event))
        begun.insert(started->address.step);
    run(given, decision, minutes(2));
  }
  CHECK(begun == std::set<std::string>{"plugin-down", "plugin-smoke"});
  CHECK(given.state.phases.back().started_at.has_value());
}

TEST_CASE("taking a part back stops what runs of it, and leaves the rest alone") {
  plan::Plan plan = plan_with_plugin();
  plan.tracks = {{"read", "", {}, {}}, {"write", "", {}, {}}, {"main", "", {}, {}}};
  for (const char* track : {"read", "write"}) {
    plan.phases.push_back(a_phase("p5", "5%", minutes(10)));
    plan.phases.back().track = track;
  }
  Given given(plan);
  given.ready();
  std::vector<std::string> ids;
  for (const core::StepAddress& address :
       {core::StepAddress{"main", "full", "enter", "deploy-plugin"},
        core::StepAddress{"read", "p5", "enter", "shift"},
        core::StepAddress{"write", "p5", "enter", "shift"}}) {
    given.event(core::PhaseEntered{address.track, address.phase, 0.05});
    core::StepStarted started;
    started.address = address;
    given.event(started);
    ids.push_back(core::effect_id(given.state, *core::find_step(given.state, address)));
    given.inputs.live.insert(ids.back());
  }
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, "plugin", {"write"}});
  const auto decision = given.decide_at(seconds(1));
  CHECK(decision.stop == std::vector<std::string>{ids[0], ids[2]});
  for (const std::string& id : decision.stop)
    given.inputs.live.erase(id);
  for (int turn = 0; turn < 8 && given.state.taken_back.empty(); ++turn) {
    const auto next = given.decide_at(seconds(2));
    CHECK(std::find(next.stop.begin(), next.stop.end(), ids[1]) == next.stop.end());
    run(given, next, seconds(2));
  }
  REQUIRE(given.state.taken_back.contains("plugin"));
  const auto status_of = [&](const core::StepAddress& address) {
    return core::find_step(given.state, address)->status;
  };
  CHECK(status_of({"read", "p5", "enter", "shift"}) == core::StepState::Status::running);
  CHECK(status_of({"write", "p5", "enter", "shift"}) == core::StepState::Status::abandoned);
  CHECK(status_of({"main", "full", "enter", "deploy-plugin"}) ==
        core::StepState::Status::abandoned);
}

TEST_CASE("a check that runs while a part is taken back ends first: it is asked anew") {
  Given given(plan_with_plugin());
  given.ready().started("p5");
  core::StepStarted check;
  check.address = {plan::k_main_track, "p5", "check", "smoke"};
  given.event(check, minutes(1));
  const std::string id = core::effect_id(given.state, *core::find_step(given.state, check.address));
  given.inputs.live.insert(id);
  given.event(core::RollbackRequested{"1.0.0", "backlog", "relctl", true, false, "plugin", {}},
              minutes(2));
  CHECK(given.decide_at(minutes(2)).stop == std::vector<std::string>{id});
}

TEST_CASE("while a part is taken back, a breach of the rest takes back everything") {
  Given given(plan_with_plugin());
  given.ready().started("p5").readings(minutes(1), minutes(2), 0.001);
  given.event(core::RollbackRequested{"1.0.0", "backlog", "relctl", true, false, "plugin", {}},
              minutes(2));
  given.reading(minutes(2) + seconds(30), 0.5);
  const auto decision = given.decide_at(minutes(2) + seconds(30));
  REQUIRE(has<core::RollbackRequested>(decision.events));
  for (const auto& event : decision.events)
    given.event(event, minutes(3));
  CHECK(given.state.rollback->request.scope.empty());
  CHECK(given.state.stage == Stage::rolling_back);
}

TEST_CASE("a way back of a part that cannot be gone is incomplete like any other") {
  Given given(plan_with_plugin());
  given.ready().started("p5");
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, "plugin", {}});
  for (const auto& event : given.decide_at({}).events)
    given.event(event);
  for (const auto& event : given.decide_at({}).events)
    given.event(event);
  core::StepEnded failed;
  failed.address = {"", "rollback", "rollback", "plugin-down"};
  failed.outcome = core::Outcome::failed;
  failed.next = core::Next::failed;
  given.event(failed);
  for (const auto& event : given.decide_at({}).events)
    given.event(event);
  CHECK(given.state.stage == Stage::incomplete);
  CHECK(core::standing_of(given.state) == core::Standing::rollback_incomplete);
}

TEST_CASE("a track that was taken back takes no part any more, nor does one that comes after it") {
  plan::Plan plan = a_plan();
  plan.tracks = {{"read", "", {}, {}}, {"write", "", {}, {}}, {"batch", "", {"write"}, {}}};
  plan.phases.clear();
  for (const plan::Track& track : plan.tracks) {
    plan.phases.push_back(a_phase("full", "100%", minutes(5)));
    plan.phases.back().track = track.id;
    plan.phases.back().enter.clear();
  }
  plan.thresholds.clear();
  Given given(plan);
  given.ready();
  for (const char* track : {"read", "write"})
    given.event(core::PhaseEntered{track, "full", 1.0}).event(core::PhaseStarted{track, "full"});
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true, "write", {"write"}});
  given.event(core::RollbackSettled{true, "1.0.0", {}, seconds(5), "write"});
  CHECK(given.state.stage == Stage::in_phase);
  CHECK(core::current_phases(given.state).size() == 1);
  given.event(core::ApprovalGiven{"scope/write", "", "ann", ""});
  const auto decision = given.decide_at(minutes(5));
  CHECK(has<core::ReleaseCompleted>(decision.events));
  CHECK(core::gate_of(decision, "write") == nullptr);
}
