// SPDX-License-Identifier: Apache-2.0
#include "plan/least_duration.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("a release takes as long as the longest course of its tracks, one after the other where "
          "they wait") {
  plan::Plan plan;
  const auto add_track = [&](const char* id, std::vector<std::string> after,
                             const std::vector<Duration>& observed) {
    plan::Track track;
    track.id = id;
    track.after = std::move(after);
    plan.tracks.push_back(track);
    for (const Duration observe : observed) {
      plan::Phase phase;
      phase.track = id;
      phase.observe = observe;
      plan.phases.push_back(phase);
    }
  };
  CHECK(plan::least_duration(plan) == Duration{});
  add_track("read", {}, {minutes(30), hours(1)});
  add_track("write", {"read"}, {minutes(10)});
  add_track("web", {}, {minutes(95)});
  CHECK(plan::least_duration(plan) == minutes(100));
}
