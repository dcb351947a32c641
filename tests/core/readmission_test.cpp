// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/standing.hpp"
#include "core/wording.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using Kinds = std::vector<std::string>;

namespace {

plan::Plan a_plan_that_freezes() {
  plan::Plan plan = a_plan();
  plan::Check replay;
  replay.id = "replay";
  replay.ask = "Replay passed?";
  plan.rollback.freeze = "the strategy is frozen until the replay is reviewed";
  plan.rollback.readmit = {replay};
  return plan;
}

Given opened_after_rollback(const plan::Plan& plan) {
  Given given(plan);
  given.event(core::PlanFrozen{"shop", "shop-1.1.0", "frozen", {"replay"}});
  core::ReleaseOpened opened;
  opened.plan = plan.name;
  opened.version = "1.1.1";
  opened.stable = "1.0.0";
  return given.event(opened);
}

} // namespace

TEST_CASE("a rollback freezes the releases of its plan, once") {
  Given given(a_plan_that_freezes());
  given.ready().started("p5");
  given.event(core::RollbackRequested{"1.0.0", "orders", "ann", false, false}, minutes(1));
  given.event(core::RollbackStarted{"p5", "1.0.0", k_noon + hours(1)}, minutes(1));
  for (const auto& [stage, step] :
       {std::pair("rollback", "shift-back"), std::pair("verify", "smoke")}) {
    const core::StepAddress address{"", "rollback", stage, step};
    given.event(core::StepStarted{address, 1, core::Part::act, "key", "", seconds(10)}, minutes(2));
    core::StepEnded ended;
    ended.address = address;
    ended.outcome = core::Outcome::succeeded;
    given.event(ended, minutes(2));
  }
  const Decision decision = given.decide_at(minutes(2));
  const auto frozen = first_of<core::PlanFrozen>(decision.events);
  CHECK(frozen.reason == "the strategy is frozen until the replay is reviewed");
  CHECK(frozen.checks == std::vector<std::string>{"replay"});
  given.event(frozen, minutes(2));
  CHECK_FALSE(has<core::PlanFrozen>(given.decide_at(minutes(2)).events));
}

TEST_CASE("the next release of a frozen plan is a no-go until the readmission checks pass") {
  Given given = opened_after_rollback(a_plan_that_freezes());
  const Decision no_go = given.decide_at({});
  const auto decided = first_of<core::StartDecided>(no_go.events);
  CHECK_FALSE(decided.go);
  REQUIRE(decided.reasons.size() == 2);
  CHECK(decided.reasons[0].cause == plan::Cause::frozen);
  CHECK(core::word_reasons(decided.reasons) ==
        "shop: is frozen since the rollback of shop-1.1.0 (frozen), until its readmission passes; "
        "replay: not answered: Replay passed?");
  given.event(core::CheckAnswered{"before", "replay", true, "qa", ""});
  const Decision go = given.decide_at({});
  REQUIRE(kinds(go.events) == Kinds{"PlanReadmitted", "StartDecided"});
  CHECK(first_of<core::PlanReadmitted>(go.events).reason == "passed: replay");
  for (const core::Event& event : go.events)
    given.event(event);
  CHECK_FALSE(core::versions_of(given.ledger, "shop").frozen);
}

TEST_CASE("the freeze is told before all else that a start lacks, and its checks are the way on") {
  plan::Plan plan = a_plan_that_freezes();
  SECTION("a precondition") {
    plan::Check uat;
    uat.id = "uat";
    uat.ask = "UAT passed?";
    plan.before = {uat};
  }
  SECTION("a value") {
    plan::Variable ticket{"ticket", plan::VariableType::text, {}, "", {}};
    ticket.required = true;
    plan.vars.push_back(ticket);
  }
  Given given = opened_after_rollback(plan);
  const auto decided = first_of<core::StartDecided>(given.decide_at({}).events);
  REQUIRE(decided.reasons.size() >= 2);
  CHECK(decided.reasons[0].cause == plan::Cause::frozen);
  given.event(decided);
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.why.starts_with("no-go: shop: is frozen since the rollback of shop-1.1.0"));
  CHECK(advice.command.find("--readmit") == std::string::npos);
}

TEST_CASE("a refused version comes back when the checks pass") {
  Given given(a_plan_that_freezes());
  given.event(core::VersionRefused{"shop", "1.1.1", "shop-1.1.1", "errors"});
  core::ReleaseOpened opened;
  opened.plan = "shop";
  opened.version = "1.1.1";
  given.event(opened).event(core::CheckAnswered{"before", "replay", true, "qa", ""});
  CHECK(kinds(given.decide_at({}).events) == Kinds{"VersionReadmitted", "StartDecided"});
}

TEST_CASE("a plan that no longer has the checks it was frozen with does not start") {
  Given given = opened_after_rollback(a_plan());
  const Decision decision = given.decide_at({});
  const auto decided = first_of<core::StartDecided>(decision.events);
  REQUIRE(decided.reasons.size() == 2);
  CHECK(decided.reasons[0].cause == plan::Cause::frozen);
  CHECK(decided.reasons[1].text.find("rollback.readmit of this plan does not have it") !=
        std::string::npos);
}

TEST_CASE("without a rollback behind it a plan asks nothing for readmission") {
  Given given(a_plan_that_freezes());
  core::ReleaseOpened opened;
  opened.plan = "shop";
  opened.version = "1.1.1";
  given.event(opened);
  CHECK(first_of<core::StartDecided>(given.decide_at({}).events).go);
}
