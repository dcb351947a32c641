// SPDX-License-Identifier: Apache-2.0
#include "core/check_answer.hpp"
#include "core/exposure.hpp"
#include "core/standing.hpp"
#include "view/gate.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

core::StepAddress migration_check() {
  return {"", "before", "before", "migration"};
}

core::StepStarted started(const core::StepAddress& address) {
  return {address, 1, core::Part::act, "key", "run ./check-migration 1.4.0", seconds(60)};
}

core::StepEnded ended(const core::StepAddress& address, core::Outcome outcome, core::Next next) {
  core::StepEnded ended;
  ended.address = address;
  ended.attempt = 1;
  ended.outcome = outcome;
  ended.detail = "exit code 3";
  ended.next = next;
  return ended;
}

} // namespace

TEST_CASE("a check of a person is open until it is answered") {
  const plan::Plan plan = sample_plan();
  Story story = opened_story();
  CHECK_FALSE(check_rows(plan, nullptr, story.state)[0].ok.has_value());
  story.tell(seconds(5), core::CheckAnswered{"before", "uat", false, "alice", "two P1 open"});
  const CheckRow no = check_rows(plan, nullptr, story.state)[0];
  CHECK(no.ok == false);
  CHECK(no.by == "alice");
  CHECK(no.detail == "two P1 open");
  story.tell(seconds(9), core::CheckAnswered{"before", "uat", true, "alice", ""});
  CHECK(check_rows(plan, nullptr, story.state)[0].ok == true);
}

TEST_CASE("a number that a person handed over stands beside the check, with the note") {
  const plan::Plan plan = sample_plan();
  Story story = opened_story();
  core::CheckAnswered answer{"before", "uat", true, "alice", "without two of the suites"};
  answer.values = {{"report", "17"}, {core::k_answer_number, "83%"}};
  story.tell(seconds(5), answer);
  CHECK(check_rows(plan, nullptr, story.state)[0].detail ==
        "report=17, 83%; without two of the suites");
  CHECK(core::describe(core::Event(answer)) ==
        "check uat yes by alice: report=17, 83%; without two of the suites");
}

TEST_CASE("a check that relctl runs shows how its command ended") {
  const plan::Plan plan = sample_plan();
  Story story = opened_story();
  CHECK_FALSE(check_rows(plan, nullptr, story.state)[1].ok.has_value());
  story.tell(seconds(1), started(migration_check()))
      .tell(seconds(2), ended(migration_check(), core::Outcome::failed, core::Next::failed));
  const CheckRow failed = check_rows(plan, nullptr, story.state)[1];
  CHECK(failed.ok == false);
  CHECK(failed.detail == "exit code 3");
}

TEST_CASE("an approval counts for its phase and role alone") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  story.tell(minutes(41), core::ApprovalGiven{"internal", "owner", "bob", ""})
      .tell(minutes(41), core::ApprovalGiven{"p20", "qa", "bob", ""});
  CHECK_FALSE(approval_rows(plan, plan.phases[1], story.state)[0].given);
  story.tell(minutes(42), core::ApprovalGiven{"p20", "owner", "carol", ""});
  const ApprovalRow row = approval_rows(plan, plan.phases[1], story.state)[0];
  CHECK(row.given);
  CHECK(row.by == "carol");
  CHECK(row.title == "Release Owner");
}

TEST_CASE("exposure tells what was wanted from what was read back") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  CHECK(exposure_of(plan, story.state, "main", story.window()).wanted == 0.20);
  CHECK_FALSE(exposure_of(plan, story.state, "main", story.window()).read_back.has_value());
  story.read(core::k_exposure_metric, "shift", minutes(41), 0.20);
  CHECK_FALSE(exposure_of(plan, story.state, "main", story.window()).differs);
  story.read(core::k_exposure_metric, "shift", minutes(42), 0.10);
  const Exposure exposure = exposure_of(plan, story.state, "main", story.window());
  CHECK(exposure.read_back == 0.10);
  CHECK(exposure.read_at == at(minutes(42)));
  CHECK(exposure.differs);
}

TEST_CASE(
    "while the next phase is entered, traffic is still to be where the one before has put it") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  story.read(core::k_exposure_metric, "shift", minutes(42), 0.20);
  story.tell(minutes(70), core::PhasePassed{"main", "p20"})
      .tell(minutes(70), core::PhaseEntered{"main", "bake", 1.0});
  CHECK_FALSE(exposure_of(plan, story.state, "main", story.window()).differs);
}

TEST_CASE("a weight of 256 that cannot be exact is no difference") {
  const auto is_elsewhere = [](double share) {
    core::Reading read_back;
    read_back.value = share;
    return core::is_elsewhere({"shift", 0.20, read_back});
  };
  CHECK_FALSE(is_elsewhere(51.0 / 256.0));
  CHECK(is_elsewhere(0.0));
}

TEST_CASE("a release is unattended once a metric is more than two grid steps behind") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  const auto since = [&](Duration now) {
    return unattended_since(plan, story.state, story.windows, at(now));
  };
  // The grid begins at minute 40, the first whole window ends at minute 41.
  CHECK_FALSE(since(minutes(41)).has_value());
  CHECK(since(minutes(43)) == at(minutes(40)));
  story.read("error_rate", "", minutes(43), 0.01);
  story.read("p95", "swap", minutes(43), 0.1);
  CHECK_FALSE(since(minutes(44)).has_value());
  CHECK(since(minutes(44) + seconds(1)) == at(minutes(43)));
}

TEST_CASE("a reading without a value still shows that somebody watches") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  story.read("error_rate", "", minutes(50), {}, plan::Cause::timeout);
  story.read("p95", "swap", minutes(50), {}, plan::Cause::nodata);
  CHECK_FALSE(unattended_since(plan, story.state, story.windows, at(minutes(50))).has_value());
}

TEST_CASE("a metric with a long window is not late before its first whole one") {
  plan::Plan plan = sample_plan();
  plan.metrics[0].window = minutes(20);
  plan.thresholds = {plan.thresholds[0]};
  Story story = story_in_p20();
  story.read("error_rate", "", minutes(40), {}, plan::Cause::before_phase);
  CHECK_FALSE(unattended_since(plan, story.state, story.windows, at(minutes(60))).has_value());
  CHECK(unattended_since(plan, story.state, story.windows, at(minutes(62))) == at(minutes(40)));
}

TEST_CASE("a reading of one metric shows that somebody watches, whatever another one lacks") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  story.read("error_rate", "", minutes(50), 0.01);
  CHECK_FALSE(unattended_since(plan, story.state, story.windows, at(minutes(51))).has_value());
}

TEST_CASE("nobody has to watch a release that is not in a phase") {
  const plan::Plan plan = sample_plan();
  Story story = opened_story();
  CHECK_FALSE(unattended_since(plan, story.state, story.windows, at(hours(5))).has_value());
  story = story_in_p20();
  story.tell(minutes(41), core::ReleaseCompleted{"1.4.0"});
  CHECK_FALSE(unattended_since(plan, story.state, story.windows, at(hours(5))).has_value());
}

TEST_CASE("a sparkline draws the newest readings and shows a gap as a question mark") {
  Story story;
  story.read("m", "", seconds(0), 100.0).read("m", "", seconds(30), 0.0);
  story.read("m", "", seconds(60), {}, plan::Cause::nodata).read("m", "", seconds(90), 20.0);
  CHECK(sparkline(story.window().series("m", ""), 3) == "▁?█");
  CHECK(sparkline(story.window().series("m", ""), 4) == "█▁?▂");
  CHECK(sparkline(story.window().series("m", ""), 2).empty());
  CHECK(sparkline(story.window().series("none", ""), 8).empty());
}
