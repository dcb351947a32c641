// SPDX-License-Identifier: Apache-2.0
#include "view/sample.hpp"
#include "view/what_if.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

core::VerdictReached what_if_verdict(core::Verdict verdict) {
  core::VerdictReached reached;
  reached.track = "main";
  reached.phase = "p20";
  reached.verdict = verdict;
  return reached;
}

/// In p20 both; the record goes on, and the change holds after 50 minutes.
struct Parted {
  Story on_record = story_in_p20();
  Story redecided = story_in_p20();
  core::Recorded started{20, 12, at(minutes(40)), "ops", core::PhaseStarted{"main", "p20"}};
  core::Recorded passed{30, 13, at(minutes(50)), "ops", core::PhasePassed{"main", "p20"}};
  core::Recorded held{0, 0, at(minutes(50)), "relctl", what_if_verdict(core::Verdict::hold)};

  Parted() { redecided.tell(minutes(50), held.event); }

  [[nodiscard]] WhatIfSubject subject(bool differs, std::string unknown) const {
    WhatIfSubject subject{{"errors.breach = > 2%", "p20.observe = 1h"},
                          {{started, true, true}},
                          on_record.state,
                          redecided.state,
                          at(minutes(50)),
                          std::move(unknown)};
    if (differs) {
      subject.rows.push_back({passed, true, false});
      subject.rows.push_back({held, false, true});
    }
    return subject;
  }
};

} // namespace

TEST_CASE(
    "a what-if shows what only one course has, how both stand and from when on none is known") {
  CHECK(what_if_text(Parted().subject(true, "p30 was entered then"), pipe()) ==
        "onedish-1.4.0 with errors.breach = > 2% and p20.observe = 1h\n\n"
        "  2026-11-22T02:30:00Z  p20 has started\n"
        "- 2026-11-22T02:40:00Z  p20 has passed\n"
        "+ 2026-11-22T02:40:00Z  verdict hold\n\n"
        "- only on record, + only with the change\n\n"
        "At 2026-11-22T02:40:00Z\n"
        "  on record: in p20\n"
        "  with the change: in p20, hold\n"
        "Unknown from 2026-11-22T02:40:00Z on: p30 was entered then.\n");
}

TEST_CASE("a what-if without effect says so, and how far it was looked") {
  CHECK(what_if_text(Parted().subject(false, {}), pipe()) ==
        "onedish-1.4.0 with errors.breach = > 2% and p20.observe = 1h\n\n"
        "  2026-11-22T02:30:00Z  p20 has started\n\n"
        "Every decision stands as it is on record.\n"
        "Decided anew up to 2026-11-22T02:40:00Z, where the record ends.\n");
}

TEST_CASE("a what-if as a document names each difference and on which side it is") {
  CHECK(what_if_json(Parted().subject(true, "p30 was entered then")) ==
        R"({"schema":"relctl.what_if/1","release":"onedish-1.4.0","plan":"onedish",)"
        R"("version":"1.4.0","changes":["errors.breach = > 2%","p20.observe = 1h"],)"
        R"("until":"2026-11-22T02:40:00Z","unknown":"p30 was entered then",)"
        R"("on_record":{"stage":"in_phase","phases":[{"phase":"p20","verdict":null}]},)"
        R"("with_change":{"stage":"in_phase","phases":[{"phase":"p20","verdict":"hold"}]},)"
        R"("differences":[{"at":"2026-11-22T02:40:00Z","only":"on_record","kind":"PhasePassed",)"
        R"("track":"main","text":"p20 has passed"},{"at":"2026-11-22T02:40:00Z",)"
        R"("only":"with_change","kind":"VerdictReached","track":"main","text":"verdict hold"}]})"
        "\n");
}
