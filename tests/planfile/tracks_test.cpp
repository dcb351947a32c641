// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

namespace relctl::planfile {

namespace {

const std::string k_phases = R"yaml(phases:
  - { id: first, traffic: 5%, observe: 30m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 30m..60m, enter: [shift], approve: [owner] }
bake: { observe: 24h }
)yaml";

const std::string k_tracks = R"yaml(tracks:
  read:
    title: Reading
    phases:
      - { id: p10, traffic: 10%, observe: 30m, enter: [shift] }
      - { id: full, traffic: 100%, observe: 30m, enter: [shift] }
    bake: { observe: 24h }
  write:
    after: read
    phases:
      - { id: p10, traffic: 10%, observe: 30m, enter: [] }
)yaml";

} // namespace

TEST_CASE("tracks stand where phases and the bake would, each with its own") {
  const auto loaded = load_plan(sound_plan_with(k_phases, k_tracks), environment_of({}));
  CHECK(loaded.diagnostics.empty());
  const plan::Plan& plan = loaded.plan;
  REQUIRE(plan.tracks.size() == 2);
  CHECK(plan.tracks[0].title == "Reading");
  CHECK(plan.tracks[1].title == "write");
  CHECK(plan.tracks[1].after == std::vector<std::string>{"read"});
  REQUIRE(plan.phases.size() == 4);
  CHECK(plan::phase_name(plan.phases[2]) == "read/bake");
  CHECK(plan.phases[2].traffic.text == "100%");
  CHECK(plan::phase_name(plan.phases[3]) == "write/p10");
}

TEST_CASE("mistakes in tracks are told with their place and a remedy") {
  const auto mistake = [](const std::string& find, const std::string& with) {
    std::string text = k_tracks;
    const auto at = text.find(find);
    REQUIRE(at != std::string::npos);
    return mistake_of(k_phases, text.replace(at, find.size(), with));
  };
  CHECK(mistake("tracks:", "bake: { observe: 1h }\ntracks:")
            .find("beside-tracks: 'bake' stands "
                  "beside 'tracks'; put it under") != std::string::npos);
  CHECK(mistake("  read:\n", "  main:\n").find("reserved-id: track 'main'") != std::string::npos);
  CHECK(mistake("after: read", "after: reed").find("unknown-track") != std::string::npos);
  CHECK(mistake("after: read", "afer: read")
            .find("unknown-key: track 'write' has no key 'afer'; "
                  "did you mean 'after'?") != std::string::npos);
  CHECK(mistake("    after: read\n    phases:\n      - { id: p10, traffic: 10%, observe: 30m, "
                "enter: [] }\n",
                "    after: read\n")
            .find("missing-key: track 'write' has no 'phases'") != std::string::npos);
}

TEST_CASE("a scope is a phase, a track, or the phase of a track") {
  const std::string find = "errors: { metric: errors, breach: \"> 1%\",";
  const auto with = [&](const std::string& scope) {
    std::string text = sound_plan_with(k_phases, k_tracks);
    text.replace(text.find(find), find.size(), find + " scope: [" + scope + "],");
    return load_plan(text, environment_of({})).diagnostics;
  };
  CHECK(with("write, read/p10, full, read/bake").empty());
  const auto wrong = with("write/");
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].rule == "bad-id");
  CHECK(wrong[0].remedy == "write for instance write/p10");
}

} // namespace relctl::planfile
