// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace relctl::test;
using Words = std::vector<std::string>;

namespace {

/// The quick plan in two tracks, read and write, of which the second comes after the first when
/// `after` says so; write/full needs an approval, write/p5 a person's check.
std::string two_tracks(const std::string& after = "") {
  return with(quick_plan(), R"(phases:
  - { id: p5, traffic: 5%, enter: [shift] }
  - { id: full, traffic: 100%, enter: [shift] }
)",
              R"(tracks:
  read:
    title: Reading
    phases:
      - { id: p5, traffic: 5%, enter: [shift] }
      - { id: full, traffic: 100%, enter: [shift] }
  write:
    title: Writing
)" + after + R"(    phases:
      - { id: p5, traffic: 5%, enter: [shift], checks: { consistent: { ask: "Stores agree" } } }
      - { id: full, traffic: 100%, enter: [shift], approve: [owner] }
)");
}

/// Every step says in which track and phase it runs.
void prepare(Workplace& place, const std::string& plan) {
  place.write("plan.yaml", plan);
  place.script("shift", "echo $RELCTL_TRACK/$RELCTL_PHASE >> \"$TRACE\"");
  place.start();
}

} // namespace

TEST_CASE("a phase of a track is entered, expected and approved by its address") {
  Workplace place;
  prepare(place, two_tracks());
  CHECK(place.relctl({"advance", "--to", "write/p5"}).code == 0);
  CHECK(place.trace() == Words{"write/p5"});
  const Ran several = place.relctl({"advance", "--to", "full"});
  CHECK(several.code == 2);
  CHECK(contains(several.err, "name one: read/full, write/full"));
  CHECK(place.relctl({"advance", "--to", "read/full"}).code == 3);
  CHECK(place.relctl({"advance", "--expect", "read/p5"}).code == 3);
  CHECK(place.relctl({"advance", "--expect", "write/p5"}).code == 0);
  CHECK(place.trace() == Words{"write/p5", "read/p5"});
  CHECK(place.relctl({"check", "consistent", "yes", "--phase", "write/p5"}).code == 0);
  CHECK(place.relctl({"advance", "--to", "write/full"}).code == 0);
  const Ran held = place.relctl({"run"});
  CAPTURE(held.out, held.err);
  CHECK(held.code == 8);
  CHECK(contains(held.out, "in read/full: passed"));
  CHECK(contains(held.err, "approve write/full --role owner"));
  // Of two current phases only one asks for an approval.
  CHECK(place.relctl({"approve", "--as", "alice"}).code == 0);
  const Ran last = place.relctl({"run"});
  CAPTURE(last.out, last.err);
  CHECK(last.code == 0);
  CHECK(place.trace() == Words{"write/p5", "read/p5", "write/full", "read/full"});
}

TEST_CASE(
    "the recipe for pipelines takes a track's phase to its end, and is done when it comes again") {
  Workplace place;
  prepare(place, two_tracks());
  Launch launch = place.launch({});
  launch.argv = {"/bin/bash", RELCTL_SOURCE_DIR "/examples/pipeline.sh", "read/p5"};
  launch.environment["PATH"] =
      std::filesystem::path(RELCTL_BINARY).parent_path().string() + ":/usr/bin:/bin";
  launch.environment["PIPELINE_PATIENCE_S"] = "0";
  for (int stage_runs = 0; stage_runs < 2; ++stage_runs) {
    const Ran ran = run_program(launch);
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 0);
    CHECK(contains(ran.err, "read/p5 is passed"));
    CHECK(place.trace() == Words{"read/p5"});
  }
}

TEST_CASE("status, list and plan show every track") {
  Workplace place;
  prepare(place, two_tracks("    after: read\n"));
  const Ran run = place.relctl({"run"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 8);
  CHECK(place.trace() == Words{"read/p5", "read/full", "write/p5"});
  const std::string status = place.relctl({"status"}).out;
  CAPTURE(status);
  CHECK(contains(status, "read/full"));
  CHECK(contains(status, "write/p5: consistent: not answered: Stores agree"));
  CHECK(contains(place.relctl({"list"}).out, "read/full write/p5"));
  const std::string json = place.relctl({"status", "-o", "json"}).out;
  CHECK(contains(json, R"("tracks":[{"track":"read","title":"Reading","after":[],"phase":"full")"));
  CHECK(contains(json, R"({"track":"write","title":"Writing","after":["read"],"phase":"p5")"));
  const std::string plan = place.relctl({"plan", "plan.yaml", "--version", "v1.4.0"}).out;
  CHECK(contains(plan, "track write · Writing · after read"));
  CHECK(contains(plan, "phase 2/2 write/full"));
}

TEST_CASE("one track is taken back by its scope, and the other goes on once a person agrees") {
  Workplace place;
  prepare(place, with(two_tracks(), "rollback:\n", R"(rollback:
  scopes:
    writing:
      tracks: write
      steps:
        - { id: write-back, run: [./back, write], timeout: 5s, idempotent: true }
)"));
  CHECK(place.relctl({"advance", "--to", "write/p5"}).code == 0);
  CHECK(place.relctl({"rollback", "--scope", "reading"}).code == 2);
  CHECK(place.relctl({"approve", "scope/writing"}).code == 3);
  const Ran back = place.relctl({"rollback", "--scope", "writing", "--reason", "lost rows"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == Words{"write/p5", "back write"});
  CHECK(contains(back.out, "next is read/p5:"));
  CHECK(place.relctl({"advance", "--to", "write/full"}).code == 3);
  CHECK(contains(place.relctl({"status"}).out, "writing was taken back to v1.3.2"));
  CHECK(contains(place.relctl({"rollback", "--scope", "writing"}).out, "is taken back already"));
  CHECK(place.relctl({"run"}).code == 8);
  CHECK(place.trace().size() == 2);
  CHECK(place.relctl({"approve", "scope/writing", "--as", "alice"}).code == 0);
  const Ran run = place.relctl({"run"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  CHECK(place.trace() == Words{"write/p5", "back write", "read/p5", "read/full"});
}

TEST_CASE("when no track is left to go on, the release is held until it goes back as a whole") {
  Workplace place;
  prepare(place, with(two_tracks("    after: read\n"), "rollback:\n", R"(rollback:
  scopes:
    reading:
      tracks: read
      steps:
        - { id: read-back, run: [./back, read], timeout: 5s, idempotent: true }
)"));
  CHECK(place.relctl({"advance"}).code == 0);
  const Ran back = place.relctl({"rollback", "--scope", "reading", "--reason", "lost rows"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == Words{"read/p5", "back read"});
  CHECK_FALSE(contains(back.out, "next is"));
  for (const char* command : {"status", "run", "advance"}) {
    const Ran held = place.relctl({command, "-o", "json"});
    CAPTURE(command, held.out, held.err);
    CHECK(contains(held.out, "nothing is left to go on"));
    CHECK(contains(held.out, "relctl rollback -y"));
  }
  CHECK(place.relctl({"run"}).code == 8);
  CHECK(place.relctl({"rollback", "-y"}).code == 0);
  CHECK(place.trace() == Words{"read/p5", "back read", "back 1.3.2"});
}

TEST_CASE("a rollback takes every track back") {
  Workplace place;
  prepare(place, two_tracks());
  CHECK(place.relctl({"advance"}).code == 0);
  CHECK(place.relctl({"advance", "--to", "write/p5"}).code == 0);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == Words{"read/p5", "write/p5", "back 1.3.2"});
  CHECK(contains(place.relctl({"log", "--release", "demo-1.4.0"}).out, "entering write/p5 at 5%"));
}
