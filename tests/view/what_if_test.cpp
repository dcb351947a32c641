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
    if (differs)
      subject.rows.insert(subject.rows.end(), {{passed, true, false}, {held, false, true}});
    return subject;
  }
};

} // namespace

TEST_CASE(
    "a what-if shows what only one course has, how both stand and from when on none is known") {
  CHECK(what_if_text(Parted().subject(true, "p30 was entered then"), pipe()) == "");
}

TEST_CASE("a what-if without effect says so, and how far it was looked") {
  CHECK(what_if_text(Parted().subject(false, ""), pipe()) == "");
}

TEST_CASE("a what-if as a document names each difference and on which side it is") {
  CHECK(what_if_json(Parted().subject(true, "p30 was entered then")) == "");
}
