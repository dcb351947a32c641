// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using Kinds = std::vector<std::string>;

namespace {

Given completed() {
  plan::Plan plan = a_plan();
  plan::Check feedback;
  feedback.id = "feedback";
  feedback.ask = "Recorded?";
  plan.after = {feedback};
  Given given(plan);
  given.ready().started("p5").event(core::ReleaseCompleted{"1.1.0"}, minutes(1));
  return given;
}

} // namespace

TEST_CASE("a completed release asks for nothing until somebody wants it closed") {
  Given given = completed();
  const Decision decision = given.decide_at(minutes(2));
  CHECK(decision.events.empty());
  CHECK(decision.wake == k_never);
}

TEST_CASE("a release is closed when every check after completion holds") {
  Given given = completed();
  given.mandate.closes = true;
  const Decision open = given.decide_at(minutes(2));
  CHECK(open.events.empty());
  REQUIRE(core::gate_of(open, "") != nullptr);
  CHECK(core::gate_of(open, "")->reasons.at(0).subject == "feedback");
  given.event(core::CheckAnswered{"after", "feedback", true, "ann", "data set v3"}, minutes(3));
  const Decision decision = given.decide_at(minutes(3));
  REQUIRE(kinds(decision.events) == Kinds{"ReleaseClosed"});
  given.event(decision.events[0], minutes(3));
  CHECK(given.state.stage == core::Stage::closed);
  CHECK(given.state.completed_at == k_noon + minutes(1));
}
