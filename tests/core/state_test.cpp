// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/state.hpp"
#include "core/summary.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Stage;

TEST_CASE("a release goes from opening through its phases to complete") {
  Given given(a_plan());
  given.ready();
  CHECK(given.state.stage == Stage::ready);
  CHECK_FALSE(core::is_exposed(given.state));
  given.started("p5");
  CHECK(given.state.stage == Stage::in_phase);
  CHECK(core::is_exposed(given.state));
  given.event(core::ReleaseCompleted{"1.1.0"});
  CHECK(core::is_over(given.state));
}

TEST_CASE("while the next phase is being entered the one before is under observation") {
  Given given(a_plan());
  given.ready().started("p5").event(core::PhaseEntered{"main", "p20", 0.2});
  CHECK(core::current_phase(given.state)->id == "p20");
  CHECK(core::observed_phase(given.state, "main")->id == "p5");
}

TEST_CASE("a second request while a rollback is under way only adds its confirmation") {
  Given given(a_plan());
  given.ready().started("p5");
  given.event(core::RollbackRequested{"1.0.0", "first", "relctl", true, false});
  given.event(core::RollbackRequested{"0.9.0", "second", "owner", false, true});
  CHECK(given.state.rollback->request.to == "1.0.0");
  CHECK(given.state.rollback->request.confirmed);
}

TEST_CASE("the summary says what list shows") {
  Given given(a_plan());
  given.ready().started("p5", minutes(1));
  const core::Summary summary = core::summarise(given.state);
  CHECK(summary.plan == "shop");
  CHECK(summary.stage == "in_phase");
  CHECK(summary.phase == "p5");
  CHECK(summary.traffic == 0.05);
  CHECK(summary.updated_at == k_noon + minutes(1));
  CHECK_FALSE(summary.over);
}
