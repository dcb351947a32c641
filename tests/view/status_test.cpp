// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "support/text_match.hpp"
#include "view/sample.hpp"
#include "view/status.hpp"
#include "view/status_parts.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;
using relctl::testing::has;
using namespace std::string_literals;

namespace {

core::Reason reason(plan::Cause cause, const std::string& subject, const std::string& text) {
  return {cause, subject, text, at(minutes(41)), true};
}

/// p20 after four minutes: errors rise beyond the limit, one P95 has no baseline, the other no
/// data.
Story watched_story() {
  Story story = story_in_p20();
  for (int i = 0; i < 8; ++i) {
    const Duration when = minutes(41) + i * seconds(30);
    story.read("error_rate", "", when, 0.004 + 0.002 * i);
    story.read("p95", "recommend", when, 0.3);
    story.read("p95", "swap", when, {}, plan::Cause::nodata);
  }
  story.read(core::k_exposure_metric, "shift", minutes(44), 0.2);
  story.tell(minutes(44), hold({reason(plan::Cause::nodata, "p95[swap]", "no data at 02:34:00Z"),
                                reason(plan::Cause::observing, "", "observed 4m of 30m")}));
  return story;
}

std::string page(const plan::Plan& plan, const Story& story, Instant now,
                 const Style& style = terminal()) {
  const auto judged = core::judge_tracks(plan, story.state, story.windows, now);
  return status_text(subject_of(plan, story, judged, now), style);
}

} // namespace

TEST_CASE("status of a held phase, as a whole") {
  CHECK(page(sample_plan(), watched_story(), at(minutes(44) + seconds(40))) ==
        R"(OneDish 灰度发布  v1.3.9 → v1.4.0
? in phase · p20 (2/3) · 20%
release onedish-1.4.0 · plan onedish · opened 44m40s ago by ops@build-1

   PHASE     TRAFFIC  STATUS
✔  internal       5%  passed   took 31m
?  p20           20%  held     [█░░░░░░░░░] 4m40s of 30m
•  bake          20%  to come  observes 1d

   THRESHOLD       VALUE  BREACH IF       STATUS                       NEWEST
✖  error-rate       1.8%  > 1%            pending                      ▁▂▃▄▅▆▇█
?  p95[recommend]  300ms  > 2 * baseline  unknown: no usable baseline  ▁▁▁▁▁▁▁▁
?  p95[swap]           –  > 2 * baseline  unknown: no data

•  approval owner  missing  Release Owner

✔  exposure 20% wanted, 20% read back at 02:34:00Z

anchor   7:00ff
database /srv/db/relctl.db
why      p95[swap]: no data at 02:34:00Z; observed 4m of 30m
who      Release Owner
next     relctl --db x.db advance --wait
back     relctl --db x.db rollback --to 1.3.9 -y
)");
}

TEST_CASE("what nobody asks any more is not said to be without data") {
  const std::string text = page(sample_plan(), watched_story(), at(minutes(60)));
  CHECK(has(text, "unknown: not asked"));
  CHECK_FALSE(has(text, "unknown: no data"));
}

TEST_CASE("a phase under observation is held only by what is wrong") {
  plan::Plan plan = sample_plan();
  plan::Check repeated;
  repeated.id = "smoke";
  repeated.repeat = minutes(1);
  plan.phases[1].checks = {repeated};
  Story story = story_in_p20();
  const core::Reason observing = reason(plan::Cause::observing, "p20", "observing until 03:00:00Z");
  const core::Reason approval = reason(plan::Cause::approval, "owner", "approval is missing");
  const core::Reason check = reason(plan::Cause::check, "smoke", "is not answered");
  const auto status = [&](Instant now) {
    const std::string text = page(plan, story, now, pipe());
    const bool is_held = has(text, "p20           20%  held ");
    CHECK(is_held != has(text, "p20           20%  observing "));
    return is_held ? "held" : "observing";
  };
  SECTION("by nothing") {
    story.tell(minutes(41), hold({observing}));
    CHECK(status(at(minutes(44))) == "observing"s);
  }
  SECTION("by nothing that is not due yet") {
    story.tell(minutes(41), hold({check, approval, observing}));
    CHECK(status(at(minutes(44))) == "observing"s);
  }
  SECTION("by what is due, once it is over") {
    story.tell(minutes(70), hold({approval}));
    CHECK(status(at(minutes(71))) == "held"s);
  }
  SECTION("by data that cannot be trusted") {
    story.tell(minutes(41), hold({reason(plan::Cause::stale, "p95[swap]", "stale"), observing}));
    CHECK(status(at(minutes(44))) == "held"s);
  }
  SECTION("by a check that must hold all along") {
    story.tell(minutes(41), core::CheckAnswered{"p20", "smoke", false, "alice", "no"})
        .tell(minutes(41), hold({check, observing}));
    CHECK(status(at(minutes(44))) == "held"s);
  }
}

TEST_CASE("status fits 80 columns, except commands to paste") {
  Story story = watched_story();
  story.tell(minutes(44), core::IncidentOpened{"inc-1", "P1", "sharing", "邀请码失效", "bob"});
  CHECK(widest_line(page(sample_plan(), story, at(minutes(44)))) <= 80);
}

TEST_CASE("without a terminal nothing is cut, and there is more room") {
  const std::string text = page(sample_plan(), watched_story(), at(minutes(44)), pipe());
  CHECK(has(text, "since 02:33:00Z\n"));
  CHECK(has(text, "unknown: no usable baseline"));
  CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("status says when nobody has been watching for longer than two grid steps") {
  CHECK_FALSE(has(page(sample_plan(), watched_story(), at(minutes(45))), "watching"));
  CHECK(has(page(sample_plan(), watched_story(), at(minutes(54)), pipe()),
            "watch    nobody has been watching for 9m30s (since 02:34:30Z), longer than two steps "
            "of the metric grid\n"));
}

TEST_CASE("a threshold that cannot be judged yet says when its first reading is due") {
  const std::string text = page(sample_plan(), story_in_p20(), at(minutes(40)));
  CHECK(has(text, "?  error-rate          –  > 1%            unknown: due at 02:31:00Z\n"));
}

TEST_CASE("status says who acts on the release now") {
  const plan::Plan plan = sample_plan();
  const Story story = story_in_p20();
  const std::vector<core::TrackFindings> judged;
  StatusSubject subject = subject_of(plan, story, judged, at(minutes(40)));
  subject.holder = "alice runs `relctl run`";
  CHECK(has(status_text(subject, pipe()), "watch    alice runs `relctl run`\n"));
}

TEST_CASE("traffic that is not where it was put is marked") {
  Story story = story_in_p20();
  story.read(core::k_exposure_metric, "shift", minutes(41), 0.0);
  CHECK(has(page(sample_plan(), story, at(minutes(41))),
            "✖  exposure 20% wanted, 0% read back at 02:31:00Z\n"));
}

TEST_CASE("before the first phase the preconditions stand in place of the gate") {
  Story story = opened_story();
  story.tell(seconds(9), core::CheckAnswered{"before", "uat", false, "alice", "two P1 open"});
  const std::string text = page(sample_plan(), story, at(minutes(1)));
  CHECK(has(text, "✖  check uat        no by alice  UAT 通过且无 P0/P1 (qa)  two P1 open\n"));
  CHECK(has(text, "•  check migration  not run yet\n"));
  CHECK(has(text, "•  internal       5%  to come  observes 30m\n"));
}

TEST_CASE("a step in doubt, a pause and a freeze are shown") {
  Story story = story_in_p20();
  const core::StepAddress shift{"main", "p20", "enter", "shift"};
  story
      .tell(minutes(41),
            core::StepStarted{shift, 2, core::Part::act, "key", "haproxy app", seconds(10)})
      .tell(minutes(42), core::StepInDoubt{shift, "relctl was killed"})
      .tell(minutes(42), core::Paused{"lunch", "bob", at(hours(2))})
      .tell(minutes(42), core::Frozen{"双十一", "carol", {}});
  const std::string text = page(sample_plan(), story, at(minutes(43)));
  CHECK(has(text, "?  p20/shift  in doubt, attempt 2: relctl was killed  haproxy app\n"));
  CHECK(has(text, "?  this release is paused by bob until 2026-11-22T03:50:00Z: lunch\n"));
  CHECK(has(text, "?  all releases are frozen by carol: 双十一\n"));
  CHECK_FALSE(has(page(sample_plan(), story, at(hours(3))), "paused"));
}

TEST_CASE("a rollback shows its deadline and every step, also those to come") {
  Story story = watched_story();
  const core::StepAddress back{"", "rollback", "rollback", "shift-back"};
  story.tell(minutes(45), core::RollbackRequested{"1.3.9", "8.67% > 1%", "relctl", true, false})
      .tell(minutes(45), core::RollbackStarted{"p20", "1.3.9", at(minutes(75))})
      .tell(minutes(45),
            core::StepStarted{back, 1, core::Part::act, "key", "haproxy", seconds(10)});
  const std::string text = page(sample_plan(), story, at(minutes(45) + seconds(3)));
  CHECK(has(text, "✖  p20           20%  left         after 6m\n"));
  CHECK(has(text, R"(rollback to v1.3.9, decided 3s ago by relctl: 8.67% > 1%
◌  started from p20, deadline 2026-11-22T03:05:00Z (in 29m57s)
◌  shift-back  running 3s of 10s
•  database    to come            point of no return
•  smoke       to come
)"));
  CHECK_FALSE(has(text, "THRESHOLD"));
  CHECK(has(page(sample_plan(), story, at(minutes(80))), "(5m overdue)"));
}

TEST_CASE("a rollback that is done says how long it took and whether it held up") {
  Story story = story_in_p20();
  story.tell(minutes(45), core::RollbackRequested{"1.3.9", "", "bob", false, false})
      .tell(minutes(45), core::RollbackStarted{"p20", "1.3.9", at(minutes(75))})
      .tell(minutes(48), core::RollbackSettled{true, "1.3.9", {}, seconds(192)});
  const std::string text = page(sample_plan(), story, at(minutes(58)));
  CHECK(has(text, "✔  complete after 3m12s\n"));
  CHECK(has(text, "observed 10m of 30m after the rollback\n"));
  story.tell(minutes(78), core::ReleaseRecovered{minutes(33)});
  CHECK(has(page(sample_plan(), story, at(minutes(79))), "recovered: every hard metric"));
}

TEST_CASE("what somebody wrote reaches no terminal as a command to it") {
  Story story = story_in_p20();
  story
      .tell(minutes(45),
            core::RollbackRequested{"1.3.9", "lost\x1b[31m orders\x1b]0;x\x07\nwith it", "bob"})
      .tell(minutes(45), core::RollbackStarted{"p20", "1.3.9", at(minutes(75))})
      .tell(minutes(46), core::RollbackSettled{true, "1.3.9", {}, seconds(60)});
  const std::string text = page(sample_plan(), story, at(minutes(46)), Style{});
  CAPTURE(text);
  CHECK(has(text, "lost"));
  CHECK(text.find_first_of("\x1b\x07") == std::string::npos);
}

TEST_CASE("a release that went back says so first, and claims no share") {
  Story story = story_in_p20();
  story.tell(minutes(45), core::RollbackRequested{"1.3.9", "orders are lost", "bob", false, false})
      .tell(minutes(45), core::RollbackStarted{"p20", "1.3.9", at(minutes(75))})
      .tell(minutes(48), core::RollbackSettled{true, "1.3.9", {}, seconds(192)})
      .tell(minutes(48), core::ReleaseClosed{"rolled back to 1.3.9"});
  const std::string text = page(sample_plan(), story, at(minutes(58)));
  CHECK(has(text, "✖ rolled back to v1.3.9 · from p20 · closed\n"));
  CHECK(has(text, "why      rolled back to 1.3.9: orders are lost\n"));
}

TEST_CASE("a freeze that is in the way is the reason, and what to paste ends it") {
  Story story = opened_story();
  story.tell(seconds(30), core::StartDecided{true, {}})
      .tell(minutes(1), core::Frozen{"双十一", "carol", at(hours(2))});
  const std::string text = page(sample_plan(), story, at(minutes(2)), pipe());
  CHECK(has(text, "but all releases are frozen by carol until 2026-11-22T03:50:00Z: 双十一\n"));
  CHECK(has(text, "who      carol\n"));
  CHECK(has(text, "next     relctl --db x.db unfreeze  # or wait until 2026-11-22T03:50:00Z\n"));
}

TEST_CASE("an incomplete rollback says what is missing") {
  Story story = story_in_p20();
  story.tell(minutes(45), core::RollbackRequested{"1.3.9", "", "bob", false, false})
      .tell(minutes(46),
            core::RollbackSettled{false,
                                  "1.3.9",
                                  {reason(plan::Cause::step_failed, "database", "exit code 3")},
                                  minutes(1)});
  const std::string text = page(sample_plan(), story, at(minutes(58)));
  CHECK(has(text, "✖  incomplete after 1m\ndatabase: exit code 3\n"));
}

TEST_CASE("status needs no plan") {
  const plan::Plan none;
  const Story story = story_in_p20();
  const std::string text = status_text(subject_of(none, story, {}, at(minutes(44))), pipe());
  CHECK(has(text, "OneDish 灰度发布  v1.3.9 → v1.4.0\n◌ in phase · p20 · 20%\n"));
  CHECK(has(text, "database /srv/db/relctl.db\n"));
}

TEST_CASE("colour says nothing that the page does not say without it") {
  const plan::Plan plan = sample_plan();
  std::string coloured = page(plan, watched_story(), at(minutes(44)), {true, true, 80});
  for (std::size_t at = coloured.find('\x1b'); at != coloured.npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == page(plan, watched_story(), at(minutes(44))));
}

TEST_CASE("a part that was taken back is shown with its version and time, its track as such") {
  plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  core::RollbackRequested part{"1.3.9", "slow", "bob", false, false};
  part.scope = "plugin";
  core::RollbackSettled settled{true, "1.3.9", {}, minutes(2)};
  settled.scope = "plugin";
  SECTION("of every track") {
    story.tell(minutes(45), part).tell(minutes(47), settled);
    const std::string text = page(plan, story, at(minutes(50)), pipe());
    CHECK(has(text, "in phase · p20 (2/3) · 20% · without plugin\n"));
    CHECK(has(text, "plugin was taken back to v1.3.9 at 2026-11-22T02:37:00Z, 3m ago: slow\n"));
  }
  SECTION("the whole track") {
    part.tracks = {"main"};
    story.tell(minutes(45), part).tell(minutes(47), settled);
    const std::string text = page(plan, story, at(minutes(50)), pipe());
    CHECK(has(text, "taken back   to v1.3.9 2026-11-22T02:37:00Z\n"));
    CHECK(has(text, "not entered"));
    CHECK_FALSE(has(text, "observing"));
  }
}
