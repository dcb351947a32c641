// SPDX-License-Identifier: Apache-2.0
#include "view/report_story.hpp"

namespace relctl::view::test {
namespace {

using core::Outcome;
using core::Part;

core::Reading reading(const std::string& metric, const std::string& series, Duration since,
                      double value, std::optional<double> baseline) {
  core::Reading made;
  made.metric = metric;
  made.series = series;
  made.at = at(since);
  made.value = value;
  made.volume = 500;
  made.baseline = baseline;
  return made;
}

core::Reading thin(const std::string& metric, Duration since) {
  core::Reading made;
  made.metric = metric;
  made.at = at(since);
  made.cause = plan::Cause::thin;
  made.volume = 12;
  made.detail = "12 of 100";
  return made;
}

/// One tick a minute; what the metrics do is told by the minute.
void take_readings(Story& story, const std::string& phase, int from, int to) {
  for (int minute = from; minute <= to; ++minute) {
    const Duration since = minutes(minute);
    const bool is_bad = phase == "p20" && minute >= 60;
    core::ReadingsTaken taken{"main", phase, {}, {}};
    if (phase == "internal" && minute < 10)
      taken.readings.push_back(thin("error_rate", since));
    else
      taken.readings.push_back(
          reading("error_rate", "", since, is_bad ? 0.02 + 0.001 * (minute - 60) : 0.002, {}));
    taken.readings.push_back(
        reading("p95", "recommend", since, 0.180 + 0.001 * (minute % 7), 0.175));
    taken.readings.push_back(reading("p95", "swap", since, is_bad ? 0.31 : 0.21, 0.2));
    core::Reading share = reading(core::k_exposure_metric, "shift", since,
                                  phase == "internal" ? 0.05
                                  : phase == "p20"    ? 0.2
                                                      : 0.0,
                                  {});
    taken.readings.push_back(share);
    story.tell(since, taken);
  }
}

void run_step(Story& story, Duration since, const core::StepAddress& address, int attempts,
              const std::string& action) {
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    core::StepStarted started{address, attempt, Part::act, "key", action, seconds(60)};
    story.tell(since + seconds(10 * (attempt - 1)), started);
    core::StepEnded ended;
    ended.address = address;
    ended.attempt = attempt;
    ended.outcome = attempt == attempts ? Outcome::succeeded : Outcome::failed;
    ended.detail = attempt == attempts ? "exit code 0" : "exit code 3";
    ended.next = attempt == attempts ? core::Next::done : core::Next::retry;
    story.tell(since + seconds(10 * (attempt - 1) + 5), ended);
  }
}

core::Finding finding(const std::string& threshold, const std::string& series, core::Status status,
                      double value, double limit, const std::string& text) {
  core::Finding made;
  made.threshold = threshold;
  made.series = series;
  made.status = status;
  made.value = value;
  made.limit = limit;
  made.volume = 500;
  made.text = text;
  return made;
}

core::VerdictReached verdict(const std::string& phase, core::Verdict verdict,
                             std::vector<core::Reason> reasons) {
  core::VerdictReached made = hold(std::move(reasons));
  made.phase = phase;
  made.verdict = verdict;
  return made;
}

void tell_start(Story& story) {
  core::StepAddress migration{"", "before", "before", "migration"};
  run_step(story, seconds(20), migration, 1, "run ./check-migration 1.4.0");
  story.tell(minutes(1), core::CheckAnswered{"before", "uat", true, "qa", "report 17"});
  story.tell(minutes(1) + seconds(1), core::StartDecided{true, {}});
}

void tell_internal(Story& story) {
  story.tell(minutes(5), core::PhaseEntered{"main", "internal", 0.05});
  run_step(story, minutes(5), {"main", "internal", "enter", "shift"}, 1,
           "haproxy app: canary 5%, stable 95%");
  story.tell(minutes(6), core::PhaseStarted{"main", "internal"});
  story.tell(minutes(6), core::MessagePrepared{"started", "OneDish 1.4.0 灰度 5%"});
  story.tell(minutes(7), verdict("internal", core::Verdict::hold,
                                 {{plan::Cause::thin, "error-rate", "12 of 100 requests",
                                   at(minutes(7)), true}}));
  take_readings(story, "internal", 7, 36);
  core::VerdictReached passed = verdict("internal", core::Verdict::promote, {});
  passed.findings = {
      finding("error-rate", "", core::Status::pass, 0.002, 0.01, "0.2%, breach is > 1% for 10m")};
  story.tell(minutes(36), passed);
  story.tell(minutes(36) + seconds(1), core::PhasePassed{"main", "internal"});
}

void tell_p20(Story& story, int until) {
  story.tell(minutes(39), core::PhaseEntered{"main", "p20", 0.20});
  run_step(story, minutes(39), {"main", "p20", "enter", "shift"}, 2,
           "haproxy app: canary 20%, stable 80%");
  story.tell(minutes(40), core::PhaseStarted{"main", "p20"});
  story.tell(minutes(41), core::IncidentOpened{"inc-1", "P2", "sharing", k_hostile, "ops"});
  story.tell(minutes(43), core::IncidentAcknowledged{"inc-1", "backend"});
  story.tell(minutes(50), core::IncidentClosed{"inc-1", "backend", "a stale cache"});
  story.tell(minutes(51), core::NoteAdded{k_hostile, "ops"});
  story.tell(minutes(52), core::ApprovalGiven{"p20", "owner", "release-owner", "looks good"});
  take_readings(story, "p20", 41, until);
}

void tell_way_back(Story& story) {
  const std::string why = "error-rate: 3% > 1% for 10m, since 02:50:00Z until 03:00:00Z";
  core::VerdictReached bad =
      verdict("p20", core::Verdict::rollback,
              {{plan::Cause::breach, "error-rate", why, at(minutes(70)), true}});
  bad.findings = {
      finding("error-rate", "", core::Status::breach, 0.03, 0.01, why),
      finding("p95", "swap", core::Status::pass, 0.31, 0.4, "310ms, breach is > 400ms")};
  bad.findings[0].since = at(minutes(60));
  bad.findings[0].at = at(minutes(70));
  story.tell(minutes(70), bad);
  core::RollbackRequested request;
  request.to = "1.3.9";
  request.reason = why;
  request.automatic = true;
  story.tell(minutes(70), request);
  story.tell(minutes(70) + seconds(1), core::RollbackStarted{"p20", "1.3.9", at(minutes(100))});
  run_step(story, minutes(70) + seconds(1), {"", "rollback", "rollback", "shift-back"}, 1,
           "haproxy app: canary 0%, stable 100%");
  run_step(story, minutes(71), {"", "rollback", "rollback", "database"}, 2,
           "run ./migrate down 1.3.9");
  run_step(story, minutes(72), {"", "rollback", "verify", "smoke"}, 1, "run ./smoke");
  story.tell(minutes(73), core::RollbackSettled{true, "1.3.9", {}, minutes(3)});
  story.tell(minutes(73), core::MessagePrepared{"rolled_back", k_hostile});
  story.tell(minutes(73), core::VersionRefused{"onedish", "1.4.0", "onedish-1.4.0", why});
  take_readings(story, "rollback", 74, 103);
  story.tell(minutes(103), core::ReleaseRecovered{minutes(33)});
  story.tell(minutes(103), core::ReleaseClosed{"rolled back and recovered"});
}

ReportStory recorded(Story story, Instant now) {
  ReportStory made{sample_plan(), std::move(story), {}, {}, now};
  made.plan.metrics[1].baseline = plan::Baseline{plan::TemplateText{"q", {}}, {}, {}};
  for (const core::Recorded& event : made.story.events)
    (std::holds_alternative<core::ReadingsTaken>(event.event) ? made.readings : made.events)
        .push_back(event);
  return made;
}

Story begun() {
  Story story = opened_story();
  story.state.opened.plan_digest = std::string(64, 'a');
  story.state.opened.plan_text = "relctl: 1\nname: onedish # </pre><script>\n";
  story.state.opened.vars["changes"] = "one\ntwo | three";
  tell_start(story);
  tell_internal(story);
  return story;
}

} // namespace

ReportStory rolled_back_story() {
  Story story = begun();
  tell_p20(story, 70);
  tell_way_back(story);
  return recorded(std::move(story), at(hours(20)));
}

ReportStory observing_story() {
  Story story = begun();
  tell_p20(story, 55);
  return recorded(std::move(story), at(minutes(55)));
}

} // namespace relctl::view::test
