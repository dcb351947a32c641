// SPDX-License-Identifier: Apache-2.0
#include "support/text_match.hpp"
#include "view/conditions.hpp"
#include "view/json.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;
using relctl::testing::has;

namespace {

constexpr std::array<bool, 7> k_every_day{true, true, true, true, true, true, true};

plan::Plan a_plan_with_conditions() {
  plan::Plan plan = sample_plan();
  plan.vars.push_back({"changes", plan::VariableType::text, {}, "", {}, "Changes", true});
  plan.components = {{"core", std::nullopt, {}}, {"orders", std::nullopt, {}}};
  plan.signoff = {{"owner", {}}};
  plan.trains = {{"weekly", 3, 16 * 60, {}, {"owner"}, {}}};
  plan.windows = plan::ChangeWindows{{}, {{k_every_day, 18 * 60, 22 * 60}}, {"owner"}, {}};
  plan.incident_levels = {{"P0",
                           minutes(5),
                           plan::Consequence{plan::Consequence::Kind::rollback, {}},
                           {"https://example.com/p0", {}},
                           "owner",
                           {}}};
  plan.after.emplace_back();
  plan.after[0].id = "feedback";
  plan.after[0].ask = "Recorded?";
  return plan;
}

bool any_has(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return has(line, part); });
}

} // namespace

TEST_CASE("a plan's conditions are told before it starts") {
  const plan::Plan plan = a_plan_with_conditions();
  const PlanSubject subject{plan,    "plan.yaml", "0123456789abcdef", "1.4.0",
                            "1.3.9", {},          k_opened,           {{"core", "1.4.0"}}};
  const auto lines = condition_lines(subject);
  CHECK(any_has(lines, "variable changes (Changes) is required and has no value"));
  CHECK(any_has(lines, "component core v1.4.0"));
  CHECK(any_has(lines, "component orders: no version; give it with --component"));
  CHECK(any_has(lines, "sign-off by owner"));
  CHECK(any_has(lines, "train weekly leaves Thu 16:00 UTC, next Thu 2026-11-26 16:00 UTC with "
                       "approval of owner"));
  CHECK(any_has(lines, "phases are entered Mon-Sun 18:00-22:00 UTC; closed now, they open Sun "
                       "2026-11-22 18:00 UTC; at other times with approval of owner"));
  CHECK(any_has(lines, "incident P0: acknowledged within 5m, rolls back, on call owner, runbook "
                       "https://example.com/p0"));
  CHECK(any_has(lines, "due after completion: feedback"));
}

TEST_CASE("status tells who has signed, what the calendar says and what is frozen") {
  const plan::Plan plan = a_plan_with_conditions();
  Story story = opened_story();
  story.tell(minutes(1), core::ApprovalGiven{"start", "owner", "dana", "", {}});
  story.tell(minutes(2), core::PlanFrozen{"onedish", "onedish-1.3.8", "orders were lost", {}});
  const auto subject = subject_of(plan, story, {}, at(minutes(3)));
  const auto rows = signoff_rows(plan, story.state);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].by == "dana");
  const std::string page = status_text(subject, pipe());
  CHECK(has(page, "closed now, they open Sun 2026-11-22 18:00 UTC"));
  CHECK(has(page, "releases of onedish are frozen since the rollback of onedish-1.3.8: orders were "
                  "lost"));
}

TEST_CASE("an open incident shows its response time, who is on call and the runbook") {
  const plan::Plan plan = a_plan_with_conditions();
  core::IncidentState incident;
  incident.opened = {"inc-1", "P0", "", "orders are lost", "ann"};
  incident.at = k_opened;
  const Story story = opened_story();
  const auto line = [&](Duration after) {
    return incident_line(subject_of(plan, story, {}, at(after)), incident);
  };
  CHECK(line(minutes(3)) ==
        "P0 inc-1: orders are lost, open for 3m, not acknowledged, respond within 2m (by "
        "01:55:00Z), on call owner, runbook https://example.com/p0");
  CHECK(has(line(minutes(9)), "overdue for 4m"));
}

TEST_CASE("a runbook's link is told with its variables filled in") {
  plan::Plan plan = a_plan_with_conditions();
  plan.vars.push_back({"books", plan::VariableType::text, {}, "", {}});
  plan.incident_levels[0].runbook.text = "{{books}}/{{version}}";
  const PlanSubject planned{plan,    "plan.yaml", "0123456789abcdef",
                            "1.4.0", "1.3.9",     {{"books", "https://example.com"}},
                            k_opened};
  CHECK(any_has(condition_lines(planned), "runbook https://example.com/1.4.0"));
  plan.incident_levels[0].runbook.text = "{{books}}/{{version}}?id={{incident_id}}";
  Story story = opened_story();
  story.state.opened.vars["books"] = "https://example.com";
  story.tell(minutes(1), core::IncidentOpened{"inc-1", "P0", "", "orders are lost", "ann"});
  const std::vector<core::TrackFindings> unjudged;
  const auto subject = subject_of(plan, story, unjudged, at(minutes(3)));
  const std::string link = "https://example.com/1.4.0?id=inc-1";
  CHECK(has(status_text(subject, pipe()), "runbook " + link));
  CHECK(has(conditions_json(subject), "\"runbook\":\"" + link));
}

TEST_CASE("the newest drill and the evidence are told, also for programs") {
  const plan::Plan plan = a_plan_with_conditions();
  Story story = opened_story();
  story.tell(minutes(1), core::DrillStarted{"1.3.9", "", "ann", at(minutes(31))})
      .tell(minutes(3), core::DrillEnded{true, {}, seconds(60), seconds(90), true})
      .tell(minutes(4), core::FileAttached{"a.png", "graph", "ab", 3, "/srv/a", true, "ann"});
  const auto subject = subject_of(plan, story, {}, at(minutes(5)));
  const auto lines = status_conditions(subject);
  CHECK(has(lines[1].text, "drill complete, done after 1m, recovered after 1m30s"));
  CHECK(lines[2].text == "1 file of evidence, newest a.png");
  const auto json = nlohmann::json::parse(conditions_json(subject));
  CHECK(json["drill"]["recovered_after_ms"] == 90000);
  CHECK(json["attachments"][0]["sha256"] == "ab");
  CHECK(json["window"]["open"] == false);
  CHECK(json["window"]["opens_at"] == "2026-11-22T18:00:00Z");
  CHECK(json["signoff"][0]["given"] == false);
  CHECK(json["after"][0]["id"] == "feedback");
  CHECK(json["plan_frozen"].is_null());
}

TEST_CASE("a completed release shows what is due before it is closed") {
  const plan::Plan plan = a_plan_with_conditions();
  Story story = story_in_p20();
  story.tell(minutes(90), core::ReleaseCompleted{"1.4.0"});
  const std::string page = status_text(subject_of(plan, story, {}, at(minutes(91))), pipe());
  CHECK(has(page, "check feedback  not answered  Recorded?"));
  CHECK(has(page, "check feedback yes"));
}
