// SPDX-License-Identifier: Apache-2.0
#include "view/log.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

core::Recorded entered(const std::string& actor) {
  return {128, 6, Instant{k_opened.ms + 250}, actor, core::PhaseEntered{"main", "p20", 0.2}};
}

} // namespace

TEST_CASE("a terminal sees an event in aligned columns under their titles") {
  CHECK(log_header(terminal()) + log_line(entered("ops@build-1"), terminal()) ==
        "TIME                   POS  ACTOR           KIND                EVENT\n"
        "2026-11-22T01:50:00Z   128  ops@build-1     PhaseEntered        entering p20 at 20%\n");
}

TEST_CASE("a pipe sees tabs, the exact time and no titles") {
  CHECK(log_header(pipe()).empty());
  CHECK(log_line(entered("ops@build-1"), pipe()) ==
        "2026-11-22T01:50:00.250Z\t128\tops@build-1\tPhaseEntered\tentering p20 at 20%\n");
}

TEST_CASE("a long actor is cut on a terminal and whole in a pipe, a wide one is measured") {
  const core::Recorded recorded = entered("发布负责人@构建机-1");
  CHECK(log_line(recorded, terminal()) ==
        "2026-11-22T01:50:00Z   128  发布负责人@构…  PhaseEntered        entering p20 at 20%\n");
  CHECK(log_line(recorded, pipe()).find("\t发布负责人@构建机-1\t") != std::string::npos);
}

TEST_CASE("an event stays on one line whatever it says") {
  const core::Recorded note{1, 1, k_opened, "a\tb", core::NoteAdded{"one\ntwo\tthree", "bob"}};
  CHECK(log_line(note, pipe()) ==
        "2026-11-22T01:50:00Z\t1\ta b\tNoteAdded\tnote by bob: one two three\n");
}

TEST_CASE("a rollback verdict is coloured as bad") {
  core::VerdictReached verdict;
  verdict.verdict = core::Verdict::rollback;
  const std::string line = log_line({1, 1, k_opened, "a", verdict}, {true, true, 80});
  CHECK(line.find("\x1b[31mverdict rollback\x1b[0m") != std::string::npos);
}
