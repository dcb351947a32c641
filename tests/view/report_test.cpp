// SPDX-License-Identifier: Apache-2.0
#include "support/text_match.hpp"
#include "view/json.hpp"
#include "view/report.hpp"
#include "view/report_metrics.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"
#include "view/report_story.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;
using relctl::testing::has;

namespace {

std::string report_of(const ReportStory& story) {
  return document_markdown(report_document(story.subject()));
}

std::vector<std::string> titles_of(const Document& document) {
  std::vector<std::string> titles;
  for (const Document::Section& section : document.sections)
    titles.push_back(section.title);
  return titles;
}

} // namespace

TEST_CASE("a report has a section for everything that happened and for nothing else") {
  CHECK(titles_of(report_document(rolled_back_story().subject())) ==
        std::vector<std::string>{"Progress", "Gates", "Before and after", "Readings", "Rollback",
                                 "Verification", "Approvals", "Incidents", "Notes", "Release notes",
                                 "Decisions", "Steps", "Messages", "Counts", "The record"});
  ReportStory opened{sample_plan(), opened_story(), {}, {}, k_opened};
  opened.events = opened.story.events;
  CHECK(titles_of(report_document(opened.subject())) ==
        std::vector<std::string>{"Progress", "Verification", "Approvals", "Release notes",
                                 "Decisions", "Counts", "The record"});
}

TEST_CASE("the release notes are in the plan's order and words") {
  ReportStory story = observing_story();
  story.plan.vars = {{"risks", plan::VariableType::text, {}, "", {}, "Risks", true},
                     {"breaks", plan::VariableType::boolean, {}, "", {}, "", true}};
  story.story.state.opened.vars = {{"breaks", "false"}, {"gone", "1"}, {"risks", "slow start"}};
  CHECK(has(report_of(story), "- **Risks**: slow start\n- **breaks**: false\n- **gone**: 1"));
}

TEST_CASE("a report says how the release ended, also when it is closed") {
  const Document back = report_document(rolled_back_story().subject());
  CHECK(back.badge == "rolled back, recovered");
  CHECK(back.badge_mark == Mark::bad);
  ReportStory done = observing_story();
  done.story.tell(hours(2), core::ReleaseCompleted{"1.4.0"});
  done.story.tell(hours(2), core::ReleaseClosed{"fed back"});
  done.events.insert(done.events.end(), done.story.events.end() - 2, done.story.events.end());
  CHECK(report_document(done.subject()).badge == "complete");
  CHECK(report_document(done.subject()).badge_mark == Mark::good);
}

TEST_CASE("each phase has its times, how long it took, and how many of its readings were good") {
  const ReportStory story = rolled_back_story();
  const std::vector<PhaseRow> rows = phase_rows(story.subject());
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].left_at == at(minutes(36) + seconds(1)));
  CHECK(rows[0].readings == 90);
  CHECK(rows[0].good_readings == 87);
  CHECK(rows[1].standing.name == "left");
  CHECK(rows[1].left_at == at(minutes(70)));
  CHECK_FALSE(rows[2].entered_at);
  CHECK(has(report_of(story), "| ✖ | p20 | 20% | left | 2026-11-22T02:29:00Z |"));
}

TEST_CASE("phases are told apart by their track") {
  ReportStory story = observing_story();
  story.plan.phases[1].track = "write";
  story.plan.phases[2].track = "write";
  CHECK(tracks_of(phase_rows(story.subject())) == std::vector<std::string>{"main", "write"});
  CHECK(has(report_of(story), "\ntrack write\n"));
}

TEST_CASE("a report needs no plan to tell the phases that were entered") {
  ReportStory story = rolled_back_story();
  story.plan = {};
  const std::vector<PhaseRow> rows = phase_rows(story.subject());
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].traffic == 0.2);
  CHECK(rows[1].verdict != nullptr);
}

TEST_CASE("a gate shows the newest verdict of its phase with the numbers") {
  const std::string text = report_of(rolled_back_story());
  CHECK(has(text, "✖ p20: rollback at 2026-11-22T03:00:00Z"));
  CHECK(has(text, "| ✖ | error-rate | 3% | \\> 1% |"));
  CHECK(has(text, "✔ internal: promote"));
  CHECK_FALSE(has(text, "◌ internal: hold at"));
}

TEST_CASE("what is seen of a phase after it has passed is not its gate") {
  ReportStory story = observing_story();
  core::VerdictReached later = hold({});
  later.phase = "internal";
  story.story.tell(minutes(38), later);
  story.events.push_back(story.story.events.back());
  core::Reading seen;
  seen.metric = "error_rate";
  seen.value = 0.5;
  story.story.tell(minutes(38), core::ReadingsTaken{"main", "internal", {seen}, {}});
  story.readings.push_back(story.story.events.back());
  CHECK(has(report_of(story), "✔ internal: promote"));
  CHECK(phase_rows(story.subject())[0].readings == 90);
}

TEST_CASE("the record of a rollback has trigger, done and recovered with the time between") {
  const ReportStory story = rolled_back_story();
  const auto row = rollback_row(story.subject());
  REQUIRE(row);
  CHECK(row->breached_at == at(minutes(60)));
  CHECK(row->started_at == at(minutes(70) + seconds(1)));
  CHECK(row->settled_at == at(minutes(73)));
  CHECK(row->recovered_at == at(minutes(103)));
  const std::string text = report_of(story);
  CHECK(has(text, "- **breach began**: 2026-11-22T02:50:00Z, 10m before the trigger"));
  CHECK(has(text, "- **done**: 2026-11-22T03:03:00Z, 3m after the trigger"));
  CHECK(has(text, "- **recovered**: 2026-11-22T03:33:00Z, 33m after the trigger"));
  CHECK(has(text, "| ✔ | database | succeeded | 2026-11-22T03:01:00Z | 15s | 2 |"));
  CHECK_FALSE(rollback_row(observing_story().subject()));
}

TEST_CASE("checks are listed with who answered, and counted") {
  const std::string text = report_of(rolled_back_story());
  CHECK(has(text, "2 of 2 passed"));
  CHECK(has(text, "| ✔ | before | uat | passed | qa | UAT 通过且无 P0/P1 | report 17 |"));
}

TEST_CASE("an approval that is still due is listed as not given") {
  ReportStory story = observing_story();
  std::erase_if(story.events, [](const core::Recorded& recorded) {
    return std::holds_alternative<core::ApprovalGiven>(recorded.event);
  });
  story.story.state.approvals.clear();
  const auto rows = signature_rows(story.subject());
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].role == "owner");
  CHECK_FALSE(rows[0].at);
  CHECK(has(report_of(story), "| • | p20 | owner | not given |"));
}

TEST_CASE("an incident has when it was opened, taken on and closed") {
  const auto rows = incident_rows(rolled_back_story().subject());
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].acknowledged_at == at(minutes(43)));
  CHECK(rows[0].closed_at == at(minutes(50)));
  CHECK(has(report_of(rolled_back_story()), "| after 2m by backend | after 9m |"));
}

TEST_CASE("decisions leave out steps that went well, and keep attempts that failed") {
  const ReportStory story = rolled_back_story();
  int failed = 0;
  for (const core::Recorded* recorded : timeline_of(story.subject())) {
    CHECK_FALSE(std::holds_alternative<core::StepStarted>(recorded->event));
    CHECK_FALSE(std::holds_alternative<core::MessagePrepared>(recorded->event));
    failed += std::holds_alternative<core::StepEnded>(recorded->event) ? 1 : 0;
  }
  CHECK(failed == 2);
}

TEST_CASE("what was not delivered stands with the phase that its message is about") {
  ReportStory story = observing_story();
  core::DeliveryEnded ended;
  ended.message = "m1";
  ended.comms = "held";
  ended.outcome = core::Outcome::failed;
  CHECK(place_of(story.subject(), ended).empty());
  core::Recorded written;
  written.event = core::MessagePrepared{"held", "text", "main", "p20", "", {{"room"}}, "m1"};
  story.events.push_back(written);
  CHECK(place_of(story.subject(), ended) == "p20");
}

TEST_CASE("counts are of what is on record") {
  const ReportCounts counts = counts_of(rolled_back_story().subject());
  CHECK(counts.phases_done == 1);
  CHECK(counts.phases == 3);
  CHECK(counts.holds == 1);
  CHECK(counts.breaches == 1);
  CHECK(counts.steps == 6);
  CHECK(counts.failed_steps == 0);
  CHECK(counts.incidents == 1);
  CHECK(counts.readings == 180);
  CHECK(counts.good_readings == 177);
}

TEST_CASE("a hold that is only the observation's own course is not counted") {
  ReportStory story = observing_story();
  story.story.tell(minutes(54),
                   hold({{plan::Cause::observing, "p20", "until", at(minutes(54)), true}}));
  story.events.push_back(story.story.events.back());
  CHECK(counts_of(story.subject()).holds == 1);
}

TEST_CASE("metrics are compared over the release, and again after the way back") {
  const ReportStory story = rolled_back_story();
  const auto rows = comparison_rows(story.subject());
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].metric->id == "error_rate");
  CHECK_FALSE(rows[0].baseline);
  CHECK(rows[0].first == 0.002);
  CHECK(rows[0].last == Approx(0.030));
  CHECK(rows[0].high == Approx(0.030));
  CHECK(rows[0].after_rollback == 0.002);
  CHECK(rows[2].series == "swap");
  CHECK(rows[2].baseline == Approx(0.2));
  CHECK(has(report_of(story), "| 200ms | 210ms | 310ms | +55% |"));
}

TEST_CASE("a metric that differs from its baseline by rounding alone is the same") {
  ReportStory story = observing_story();
  for (core::Recorded& recorded : story.readings)
    if (auto* taken = std::get_if<core::ReadingsTaken>(&recorded.event))
      for (core::Reading& reading : taken->readings)
        if (reading.baseline)
          reading.value = *reading.baseline * (1 + 1e-15);
  CHECK(has(report_of(story), "| same |"));
}

TEST_CASE("a step of a track is named with its track") {
  ReportStory story = observing_story();
  for (auto& [key, step] : story.story.state.steps)
    step.address.track = "write";
  CHECK(has(report_of(story), "write/internal/shift"));
}

TEST_CASE("each series has a chart with its limit at every reading, and the traffic has one") {
  const auto charts = report_charts(rolled_back_story().subject());
  REQUIRE(charts.size() == 4);
  CHECK(charts[0].note == "breach > 1%, target < 0.5%");
  CHECK(charts[0].cut == at(minutes(70)));
  CHECK(charts[0].bands.back().tone == Tone::bad);
  CHECK(charts[2].lines[0].points.back().second == 0.4);
  CHECK(charts[3].title == "traffic share");
  CHECK(charts[3].lines[0].points.front().second == 0.05);
}

TEST_CASE("the ledger's word on this release and every freeze belong to the report") {
  const core::State state = rolled_back_story().story.state;
  CHECK(concerns(core::VersionRefused{"onedish", "1.4.0", "onedish-1.4.0", ""}, state));
  CHECK_FALSE(concerns(core::VersionRefused{"onedish", "1.4.0", "another", ""}, state));
  CHECK(concerns(core::VersionReadmitted{"onedish", "1.4.0", ""}, state));
  CHECK_FALSE(concerns(core::VersionReadmitted{"onedish", "1.3.0", ""}, state));
  CHECK(concerns(core::Frozen{"holiday", "ops", {}}, state));
}

TEST_CASE("report JSON names its schema first and holds the same rows") {
  const auto json = nlohmann::ordered_json::parse(report_json(rolled_back_story().subject()));
  CHECK(json.begin().key() == "schema");
  CHECK(json["schema"] == "relctl.report/1");
  CHECK(json["standing"] == "rolled_back");
  CHECK(json["phases"].size() == 3);
  CHECK(json["phases"][1]["verdict"]["findings"][0]["value"] == 0.03);
  CHECK(json["rollback"]["recovered_at"] == "2026-11-22T03:33:00Z");
  CHECK(json["incidents"][0]["summary"] == k_hostile);
  CHECK(json["messages"][1]["text"] == k_hostile);
  CHECK(json["counts"]["holds"] == 1);
  CHECK(nlohmann::ordered_json::parse(report_json(observing_story().subject()))["rollback"]
            .is_null());
}

TEST_CASE("a report tells what was released, rehearsed and kept as evidence") {
  ReportStory story = observing_story();
  const auto tell = [&](Duration at, const core::Event& event) {
    story.story.tell(at, event);
    story.events.push_back(story.story.events.back());
  };
  tell(minutes(20), core::ManifestFilled{{}, {{"orders", "1.4.0"}}, "ann"});
  tell(minutes(21), core::DrillStarted{"1.3.2", "monthly", "ann", k_opened + hours(1)});
  tell(minutes(24), core::DrillEnded{true, {}, minutes(2), minutes(3), true});
  tell(minutes(25), core::FileAttached{"replay.json", "replay of gate D", std::string(64, 'a'), 17,
                                       "/evidence/replay.json", true, "ann"});
  tell(minutes(26), core::IncidentOpened{"inc-9", "P2", "", "slow", "ann"});
  tell(minutes(56), core::IncidentOverdue{"inc-9", "P2", minutes(30)});
  const std::string report = report_of(story);
  CHECK(has(report, "- **orders**: v1.4.0"));
  CHECK(has(report, "- **result**: complete, within the deadline"));
  CHECK(has(report, "- **done**: after 2m"));
  CHECK(has(report, "- **recovered**: after 3m"));
  CHECK(has(report, std::string("| replay.json | replay of gate D | 17 | ") + std::string(64, 'a') +
                        " | ann |"));
  CHECK(has(report, "no, overdue after 30m"));
  const auto json = nlohmann::json::parse(report_json(story.subject()));
  CHECK(json["components"]["orders"] == "1.4.0");
  CHECK(json["drill"]["recovered_after_ms"] == 180'000);
  CHECK(json["attachments"][0]["sha256"] == std::string(64, 'a'));
}

TEST_CASE("a report lists sign-offs of the start that are missing, and what is due after it") {
  ReportStory story = observing_story();
  story.plan.signoff = {{"owner", {}}};
  plan::Check feedback;
  feedback.id = "feedback";
  feedback.ask = "Recorded?";
  story.plan.after = {feedback};
  CHECK(has(report_of(story), "start | owner | not given"));
  CHECK_FALSE(has(report_of(story), "feedback"));
  story.story.tell(hours(2), core::ReleaseCompleted{"1.4.0"});
  CHECK(has(report_of(story), "| after | feedback | not answered |"));
}

TEST_CASE("a part that was taken back has a section with its version, times and steps") {
  ReportStory story = observing_story();
  core::RollbackRequested part{"1.3.9", "slow", "bob", false, false};
  part.scope = "plugin";
  core::RollbackSettled settled{true, "1.3.9", {}, minutes(2)};
  settled.scope = "plugin";
  const core::StepAddress back{"", "rollback", "rollback", "plugin-back"};
  core::StepEnded ended;
  ended.address = back;
  ended.outcome = core::Outcome::succeeded;
  story.story.tell(minutes(70), part)
      .tell(minutes(71),
            core::StepStarted{back, 1, core::Part::act, "key", "run ./back", seconds(9)})
      .tell(minutes(72), ended)
      .tell(minutes(72), settled);
  story.events = story.story.events;
  const std::string report = report_of(story);
  CHECK(has(report, "## Taken back"));
  CHECK_FALSE(has(report, "## Rollback"));
  CHECK(has(report, "v1.3.9"));
  CHECK(has(report, "2026-11-22T03:00:00Z, asked for by bob: slow"));
  CHECK(has(report, "2026-11-22T03:02:00Z, 2m after the trigger"));
  CHECK(has(report, "plugin-back"));
  CHECK(has(report, "partly taken back"));
  CHECK(has(report_json(story.subject()),
            R"("taken_back":[{"scope":"plugin","tracks":[],"to":"1.3.9","reason":"slow",)"
            R"("at":"2026-11-22T03:02:00Z","took_ms":120000}])"));
  story.story.tell(minutes(80), core::RollbackRequested{"1.3.9", "lost", "bob", false, false});
  story.events = story.story.events;
  const std::string later = report_of(story);
  const auto whole = later.substr(later.find("## Rollback"),
                                  later.find("## Taken back") - later.find("## Rollback"));
  CHECK_FALSE(has(whole, "plugin-back"));
}
