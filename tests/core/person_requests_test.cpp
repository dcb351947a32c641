// SPDX-License-Identifier: Apache-2.0
#include "core/answer_request.hpp"
#include "core/approval_request.hpp"
#include "core/given.hpp"
#include "core/resolve_request.hpp"
#include "core/rollback_request.hpp"
#include "core/statement.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Outcome;

namespace {

const core::StepAddress k_shift{"main", "p5", "enter", "shift[n1]"};

Given observing() {
  Given given(a_plan());
  given.ready().started("p5");
  given.ledger.plans["shop"].known = {"1.0.0", "1.1.0", "0.9.0"};
  return given;
}

} // namespace

TEST_CASE("a step in doubt is found by each of its names, and settled once") {
  Given given = observing();
  given.event(core::StepStarted{k_shift, 1, core::Part::act, "k", "", seconds(10)});
  given.event(core::StepInDoubt{k_shift, "?"});
  for (const char* name : {"shift", "shift[n1]", "p5/shift[n1]"}) {
    CAPTURE(name);
    const auto found = core::step_to_resolve(given.plan, given.state, name, "done");
    REQUIRE(found);
    CHECK(found->step == "shift[n1]");
  }
  CHECK(core::is_step_named(given.state.steps.begin()->second, "shift"));
  given.event(core::StepResolved{k_shift, "done", "looked"});
  CHECK_FALSE(core::step_to_resolve(given.plan, given.state, "shift", "done"));
  CHECK_FALSE(core::step_to_resolve(given.plan, given.state, "other", "done"));
}

TEST_CASE("a rollback goes to the stable version, or to one that the log knows") {
  Given given = observing();
  core::RollbackWish wish;
  REQUIRE(core::target_of(given.state, given.ledger, wish));
  CHECK(*core::target_of(given.state, given.ledger, wish) == given.state.opened.stable);
  CHECK(core::case_of(given.state, wish, given.state.opened.stable) == core::RollbackCase::fresh);
  for (const auto& [to, is_fine] : std::vector<std::pair<std::string, bool>>{
           {"0.9.0", true}, {"0.8.0", false}, {given.state.opened.version, false}}) {
    CAPTURE(to);
    wish.to = to;
    CHECK(core::target_of(given.state, given.ledger, wish).has_value() == is_fine);
  }
  CHECK_FALSE(core::check_scope(given.plan, given.state, "nonsense"));
  CHECK(core::points_of_no_return(given.plan, given.state, "").empty());
}

TEST_CASE("a check that relctl runs is answered by nobody") {
  Given given = observing();
  plan::Check check;
  check.id = "ready";
  core::CheckAnswered answered;
  answered.phase = "p5";
  answered.check = "ready";
  answered.ok = true;
  CHECK(core::may_answer(given.state, "p5"));
  CHECK(core::answer_check(check, given.state, answered));
  check.step = a_step("ready", {"./ready"});
  CHECK_FALSE(core::answer_check(check, given.state, answered));
}

TEST_CASE("an approval given twice stands already, and a phase that asks for none has none") {
  Given given = observing();
  const core::ApprovalGiven approval{"p5", "owner", "alice", ""};
  const auto given_first = core::give_approval(given.state, approval, k_noon);
  REQUIRE(given_first);
  REQUIRE(given_first->events.size() == 1);
  given.event(given_first->events[0]);
  const auto again = core::give_approval(given.state, approval, k_noon);
  REQUIRE(again);
  CHECK(again->events.empty());
  CHECK(again->said == "approved already by alice");
  CHECK_FALSE(
      core::approval_of(given.plan, given.state, {"nonsense", "", "alice", ""}, {}, k_noon));
}

TEST_CASE("nothing is stated of a release that is over, and its first role owns it") {
  Given given = observing();
  CHECK(core::still_open(given.state));
  given.event(core::ReleaseClosed{"aborted"});
  CHECK_FALSE(core::still_open(given.state));
  plan::Plan plan = given.plan;
  plan.roles.clear();
  CHECK(core::owner_role(plan).empty());
}
