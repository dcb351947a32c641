// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "view/progress.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

core::Finding finding(const std::string& threshold, core::Status status) {
  core::Finding finding;
  finding.threshold = threshold;
  finding.status = status;
  return finding;
}

} // namespace

TEST_CASE("progress says how long the phase is observed, the worst finding first") {
  const plan::Plan plan = sample_plan();
  const Story story = story_in_p20();
  core::Finding errors = finding("error-rate", core::Status::pass);
  errors.value = 0.0042;
  core::Finding p95 = finding("p95", core::Status::unknown);
  p95.series = "swap";
  p95.cause = plan::Cause::nodata;
  const Instant now = at(minutes(44));
  CHECK(progress_line(plan, story.state, {errors, p95}, now, now + seconds(5), 200) ==
        "◌ p20 20% observed 4m of 30m · ? p95[swap] no data · ✔ error-rate 0.42% · looks again in "
        "5s");
}

TEST_CASE("a finding beyond its limit shows the limit") {
  const plan::Plan plan = sample_plan();
  core::Finding errors = finding("error-rate", core::Status::breach);
  errors.value = 0.0867;
  errors.limit = 0.01;
  CHECK(progress_line(plan, opened_story().state, {errors}, k_opened, k_never, 200) ==
        "◌ opening · ✖ error-rate 8.67% > 1%");
}

TEST_CASE("progress is cut to the width, in columns") {
  const plan::Plan plan = sample_plan();
  const Story story = story_in_p20();
  for (const int width : {10, 20, 33})
    CHECK(display_width(progress_line(plan, story.state, {}, at(minutes(44)), k_never, width)) <=
          width);
}

TEST_CASE("a running step and a rollback's deadline are part of it") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  story.tell(minutes(45), core::RollbackRequested{"1.3.9", "", "bob", false, false})
      .tell(minutes(45), core::RollbackStarted{"p20", "1.3.9", at(minutes(75))})
      .tell(minutes(45), core::StepStarted{{"", "rollback", "rollback", "shift-back"},
                                           1,
                                           core::Part::act,
                                           "key",
                                           "haproxy",
                                           seconds(10)});
  CHECK(progress_line(plan, story.state, {}, at(minutes(45) + seconds(3)), k_never, 200) ==
        "◌ rolling back to v1.3.9, deadline in 29m57s · shift-back running 3s of 10s");
}
