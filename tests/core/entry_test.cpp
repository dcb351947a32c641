// SPDX-License-Identifier: Apache-2.0
#include "core/entry.hpp"
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using plan::Cause;

namespace {

constexpr std::array<bool, 7> k_every_day{true, true, true, true, true, true, true};

/// Open from 14:00 to 16:00 every day; noon is closed.
plan::Plan a_plan_with_windows() {
  plan::Plan plan = a_plan();
  plan.windows = plan::ChangeWindows{{}, {{k_every_day, 14 * 60, 16 * 60}}, {"owner"}, {}};
  return plan;
}

core::ApprovalGiven special(Duration until) {
  return {"window", "owner", "release-owner", "outage", k_noon + until};
}

core::ReleaseOpened opened_on(const std::string& train, Duration departs) {
  core::ReleaseOpened opened;
  opened.plan = "shop";
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  opened.train = train;
  opened.departs_at = k_noon + departs;
  return opened;
}

} // namespace

TEST_CASE("outside the change windows no phase is entered, and the opening is waited for") {
  Given given(a_plan_with_windows());
  given.ready();
  const Decision closed = given.decide_at({});
  CHECK(closed.events.empty());
  REQUIRE(closed.entry_blocks.size() == 1);
  CHECK(closed.entry_blocks[0].cause == Cause::window);
  CHECK(closed.entry_blocks[0].text ==
        "outside the change windows (Mon-Sun 14:00-16:00 UTC); they open Sun 2026-11-22 14:00 UTC; "
        "or `relctl approve window` by owner");
  CHECK(closed.entry_at == k_noon + hours(2));
  CHECK(closed.wake == k_noon + hours(2));
  CHECK(has<core::PhaseEntered>(given.decide_at(hours(2)).events));
  CHECK(given.decide_at(hours(4)).entry_at == k_noon + hours(26));
}

TEST_CASE("a special approval opens the windows until it is over") {
  Given given(a_plan_with_windows());
  given.ready().event(special(hours(1)));
  CHECK(has<core::PhaseEntered>(given.decide_at(minutes(59)).events));
  CHECK_FALSE(has<core::PhaseEntered>(given.decide_at(hours(1)).events));
}

TEST_CASE("a special approval needs every role that is named") {
  plan::Plan plan = a_plan_with_windows();
  plan.windows->approve = {"owner", "ops"};
  Given given(plan);
  given.ready().event(special(hours(1)));
  CHECK_FALSE(core::opened_until(plan, given.state, k_noon));
  given.event(core::ApprovalGiven{"window", "ops", "ann", "", k_noon + minutes(30)});
  CHECK(core::opened_until(plan, given.state, k_noon) == k_noon + minutes(30));
}

TEST_CASE("a special approval given at any time holds until the windows open after being closed") {
  const plan::Plan plan = a_plan_with_windows();
  CHECK(core::special_approval_ends(*plan.windows, k_noon) == k_noon + hours(2));
  CHECK(core::special_approval_ends(*plan.windows, k_noon + hours(3)) == k_noon + hours(26));
}

TEST_CASE("the windows gate entry alone: a breach outside them rolls back") {
  plan::Plan plan = a_plan_with_windows();
  Given given(plan);
  given.ready().started("p5");
  given.readings(minutes(1), minutes(20), 0.5);
  CHECK(has<core::RollbackRequested>(given.decide_at(minutes(20)).events));
}

TEST_CASE("the windows do not gate the bake, which changes no exposure") {
  const plan::Plan plan = a_plan_with_windows();
  const core::State nothing;
  CHECK(core::entry_blocks(plan, nothing, {}, &plan.phases.back(), k_noon).reasons.empty());
  CHECK(core::entry_blocks(plan, nothing, {}, &plan.phases.front(), k_noon).reasons.size() == 1);
}

TEST_CASE("no phase is entered before the train leaves") {
  plan::Plan plan = a_plan();
  plan.trains = {{"weekly", 3, 16 * 60, {}, {}, {}}};
  Given given(plan);
  given.event(opened_on("weekly", hours(4))).event(core::StartDecided{true, {}});
  const Decision early = given.decide_at({});
  CHECK(early.events.empty());
  CHECK(early.entry_at == k_noon + hours(4));
  CHECK(early.entry_blocks.at(0).subject == "train weekly");
  CHECK(has<core::PhaseEntered>(given.decide_at(hours(4)).events));
}

TEST_CASE("a pause beside a closed window ends with a person, not with the calendar") {
  Given given(a_plan_with_windows());
  given.ready().event(core::Paused{"lunch", "ann", {}});
  const Decision decision = given.decide_at({});
  CHECK(decision.entry_blocks.size() == 2);
  CHECK(decision.entry_at == k_never);
}
