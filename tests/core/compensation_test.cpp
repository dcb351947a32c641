// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/standing.hpp"
#include "core/values.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Stage;
using core::Standing;
using Kinds = std::vector<std::string>;

namespace {

const core::StepAddress k_mend{"", "rollback", "after", "mend"};

/// Rolled back after ten minutes; what was written is mended then and watched for an hour.
Given rolled_back(Duration observe = hours(1)) {
  plan::Plan plan = a_plan();
  plan.thresholds[0].shape = plan::Plain{};
  plan.rollback.observe = {};
  plan.rollback.after = plan::Compensation{{a_step("mend", {"./mend"})}, observe, {}};
  Given given(std::move(plan));
  given.ready().started("p5");
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true}, minutes(5));
  given.event(core::RollbackSettled{true, "1.0.0", {}, minutes(5)}, minutes(10));
  given.windows.clear();
  return given;
}

void end_mending(Given& given, core::Outcome outcome, core::Next next) {
  for (const auto& event : given.decide_at(minutes(10)).events)
    given.event(event, minutes(10));
  core::StepEnded ended;
  ended.address = k_mend;
  ended.outcome = outcome;
  ended.detail = "exit code 1";
  ended.next = next;
  given.event(ended, minutes(12));
}

} // namespace

TEST_CASE(
    "what comes after the way back is begun by whoever is at it, whether it measures or not") {
  Given given = rolled_back();
  given.mandate.measures = false;
  const auto decision = given.decide_at(minutes(10));
  REQUIRE(kinds(decision.events) == Kinds{"StepStarted"});
  CHECK(first_of<core::StepStarted>(decision.events).address == k_mend);
  for (const auto& event : decision.events)
    given.event(event, minutes(10));
  CHECK(core::is_compensating(given.state));
  CHECK_FALSE(core::is_over(given.state));
}

TEST_CASE("what comes after the way back knows the version whose doings it puts right") {
  const Given given = rolled_back();
  const auto values = core::values_of(given.plan, given.state, nullptr);
  CHECK(values.at("version") == "1.1.0");
  CHECK(values.at("to") == "1.0.0");
}

TEST_CASE("a release without an observation is closed when all is put right, not before") {
  Given given = rolled_back({});
  CHECK_FALSE(has<core::ReleaseClosed>(given.decide_at(minutes(10)).events));
  end_mending(given, core::Outcome::succeeded, core::Next::done);
  CHECK(kinds(given.decide_at(minutes(12)).events) ==
        Kinds{"CompensationSettled", "ReleaseClosed"});
}

TEST_CASE("a step that failed afterwards is a rollback that is not done, until it is resumed") {
  Given given = rolled_back();
  end_mending(given, core::Outcome::failed, core::Next::failed);
  const auto failed = given.decide_at(minutes(12));
  CHECK(kinds(failed.events) == Kinds{"CompensationSettled", "MessagePrepared"});
  for (const auto& event : failed.events)
    given.event(event, minutes(12));
  CHECK(given.state.stage == Stage::rolled_back);
  CHECK(core::standing_of(given.state) == Standing::rollback_incomplete);
  CHECK(core::advise(given.plan, given.state, "relctl").command == "relctl rollback --resume -y");
  CHECK(given.decide_at(minutes(13)).events.empty());
  given.event(core::RollbackResumed{"ann", ""}, minutes(14));
  // The way back is not gone again.
  CHECK(given.state.stage == Stage::rolled_back);
  CHECK(kinds(given.decide_at(minutes(14)).events) == Kinds{"StepStarted"});
  end_mending(given, core::Outcome::failed, core::Next::failed);
  CHECK(kinds(given.decide_at(minutes(16)).events) ==
        Kinds{"CompensationSettled", "MessagePrepared"});
}

TEST_CASE(
    "what is put right goes on past a doubt where the plan says so, and it stays for a person") {
  Given given = rolled_back({});
  given.plan.rollback.after->steps[0].on_failure = plan::OnFailure::go_on;
  end_mending(given, core::Outcome::lost, core::Next::doubt);
  const auto settled = given.decide_at(minutes(12));
  REQUIRE(kinds(settled.events) == Kinds{"CompensationSettled", "ReleaseClosed"});
  const auto compensated = first_of<core::CompensationSettled>(settled.events);
  CHECK(compensated.complete);
  REQUIRE(compensated.reasons.size() == 1);
  CHECK(compensated.reasons[0].subject == "mend");
  for (const auto& event : settled.events)
    given.event(event, minutes(12));
  CHECK(core::standing_of(given.state) == Standing::in_doubt);
}

TEST_CASE("what failed on the way back and was gone past stays so when the rest is put right") {
  Given given = rolled_back();
  const core::StepAddress degrade{"", "rollback", "rollback", "degrade"};
  core::StepStarted started;
  started.address = degrade;
  given.event(started, minutes(10));
  core::StepEnded failed;
  failed.address = degrade;
  failed.outcome = core::Outcome::failed;
  failed.next = core::Next::failed;
  given.event(failed, minutes(10));
  end_mending(given, core::Outcome::failed, core::Next::failed);
  for (const auto& event : given.decide_at(minutes(12)).events)
    given.event(event, minutes(12));
  given.event(core::RollbackResumed{"ann", ""}, minutes(14));
  CHECK(core::find_step(given.state, k_mend) == nullptr);
  REQUIRE(core::find_step(given.state, degrade) != nullptr);
  given.event(core::CompensationSettled{true, {}, seconds(1)}, minutes(15));
  CHECK(core::advise(given.plan, given.state, "relctl")
            .why.find("step degrade failed and was gone past") != std::string::npos);
}

TEST_CASE("what was put right is watched for its own time") {
  Given given = rolled_back();
  end_mending(given, core::Outcome::succeeded, core::Next::done);
  for (const auto& event : given.decide_at(minutes(12)).events)
    given.event(event, minutes(12));
  given.readings(minutes(11), minutes(72), 0.001);
  CHECK_FALSE(has<core::ReleaseRecovered>(given.decide_at(minutes(71) + seconds(30)).events));
  CHECK(has<core::ReleaseRecovered>(given.decide_at(minutes(72)).events));
}
