// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/standing.hpp"

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
  CHECK(advice.who == "owner");
  CHECK(advice.command == "relctl approve p5 --role owner");
  CHECK(advice.back == "relctl rollback --to 1.0.0 -y");
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
        (idempotent ? "relctl advance --wait" : "relctl resolve deploy rerun --reason WHY"));
}

TEST_CASE("every event has one line of plain words") {
  CHECK(core::describe(core::PhaseEntered{"main", "p20", 0.2}) == "entering p20 at 20%");
  CHECK(core::describe(core::NoteAdded{"all \x1b[31m red", "qa"}) == "note by qa: all ?[31m red");
}
