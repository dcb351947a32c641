// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "plan/validate.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

/// The builder's phases p5 and p20 in track `read`, p50 and full in track `write`.
plan::Plan two_tracks() {
  plan::Plan plan = a_plan();
  plan.tracks = {{"read", "", {}, {}}, {"write", "", {"read"}, {}}};
  plan.phases.pop_back();
  for (plan::Phase& phase : plan.phases) {
    phase.track = phase.id == "p5" || phase.id == "p20" ? "read" : "write";
    phase.enter.clear();
  }
  return plan;
}

} // namespace

TEST_CASE("tracks with phases of their own are sound, also with the same phase ids") {
  plan::Plan plan = two_tracks();
  CHECK(rules_of(plan).empty());
  plan.phases[2].id = "p5";
  CHECK(rules_of(plan).empty());
  plan.phases[1].id = "p5";
  CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
}

TEST_CASE("a track needs a phase that exposes the version") {
  plan::Plan plan = two_tracks();
  plan.tracks.push_back({"batch", "", {}, {}});
  CHECK(rules_of(plan) == Rules{"error: no-phases"});
}

TEST_CASE("tracks come after tracks that exist, in no circle") {
  plan::Plan plan = two_tracks();
  SECTION("one that does not exist") {
    plan.tracks[1].after = {"reed"};
    CHECK(rules_of(plan) == Rules{"error: unknown-track"});
  }
  SECTION("itself") {
    plan.tracks[1].after = {"write"};
    CHECK(rules_of(plan) == Rules{"error: track-cycle"});
  }
  SECTION("each other") {
    plan.tracks[0].after = {"write"};
    CHECK(rules_of(plan) == Rules{"error: track-cycle", "error: track-cycle"});
  }
}

TEST_CASE("a track's id is neither a phase's nor one of relctl's own") {
  plan::Plan plan = two_tracks();
  SECTION("a phase's") {
    plan.phases[0].id = "write";
    CHECK(rules_of(plan) == Rules{"error: duplicate-id"});
  }
  SECTION("relctl's") {
    plan.tracks[0].id = "rollback";
    plan.tracks[1].after.clear();
    for (plan::Phase& phase : plan.phases)
      if (phase.track == "read")
        phase.track = "rollback";
    CHECK(rules_of(plan) == Rules{"error: reserved-id"});
  }
}

TEST_CASE("scopes may name tracks and the phases of tracks, and nothing else") {
  plan::Plan plan = two_tracks();
  plan.thresholds[0].phases = {"write", "read/p20", "p5"};
  CHECK(rules_of(plan).empty());
  plan.thresholds[0].phases = {"write", "read", "read/p50"};
  CHECK(rules_of(plan) == Rules{"error: unknown-phase"});
}

TEST_CASE("two tracks cannot set the same weights") {
  plan::Plan plan = two_tracks();
  plan.phases[0].enter = {"shift"};
  CHECK(rules_of(plan).empty());
  plan.phases[3].enter = {"shift"};
  CHECK(rules_of(plan) == Rules{"error: weights-shared"});
}
