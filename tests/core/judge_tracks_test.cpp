// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/judge.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("tracks are judged on the phase that is observed, and not outside the phases") {
  Given given(short_plan());
  const auto judged = [&] {
    return core::judge_tracks(given.plan, given.state, given.windows, k_noon + minutes(2));
  };
  CHECK(judged().empty());
  given.ready();
  CHECK(judged().empty());
  given.event(core::PhaseEntered{"main", "p5", 0.05}); // Its steps run.
  CHECK(judged().empty());
  given.started("p5").readings(minutes(1), minutes(2), 0.05);
  const auto tracks = judged();
  REQUIRE(tracks.size() == 1);
  CHECK(tracks[0].track == "main");
  CHECK(tracks[0].phase == "p5");
  REQUIRE(tracks[0].findings.size() == 1);
  CHECK(tracks[0].findings[0].status == core::Status::breach);
  given.event(core::RollbackRequested{});
  CHECK(judged().empty());
}
