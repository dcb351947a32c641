// SPDX-License-Identifier: Apache-2.0
#include "core/judge.hpp"
#include "view/json.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys(const Json& json) {
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items())
    names.push_back(name);
  return names;
}

Json status_of(const Story& story) {
  static const plan::Plan plan = sample_plan();
  const auto judged = core::judge_tracks(plan, story.state, story.windows, at(minutes(44)));
  return Json::parse(status_json(subject_of(plan, story, judged, at(minutes(44))), {8, "pending"}));
}

} // namespace

TEST_CASE("status JSON names its schema first and keeps its fields in order") {
  const Json json = status_of(story_in_p20());
  CHECK(keys(json) == std::vector<std::string>{"schema",
                                               "release",
                                               "plan",
                                               "title",
                                               "version",
                                               "from",
                                               "stage",
                                               "phase",
                                               "standing",
                                               "exit",
                                               "retry_at",
                                               "now",
                                               "opened_at",
                                               "opened_by",
                                               "verdict",
                                               "tracks",
                                               "phases",
                                               "thresholds",
                                               "checks",
                                               "approvals",
                                               "steps",
                                               "open_items",
                                               "exposure",
                                               "incidents",
                                               "waivers",
                                               "undelivered",
                                               "paused",
                                               "frozen",
                                               "rollback",
                                               "taken_back",
                                               "train",
                                               "departs_at",
                                               "components",
                                               "drill",
                                               "attachments",
                                               "window",
                                               "signoff",
                                               "after",
                                               "responses",
                                               "plan_frozen",
                                               "unattended_since",
                                               "holder",
                                               "anchor",
                                               "database",
                                               "why",
                                               "who",
                                               "next",
                                               "remark",
                                               "back"});
  CHECK(json["schema"] == "relctl.status/1");
  CHECK(json["exit"] == Json{{"code", 8}, {"name", "pending"}});
}

TEST_CASE("status JSON gives numbers in canonical units and absent things as null") {
  Story story = story_in_p20();
  story.read("error_rate", "", minutes(43) + seconds(30), 0.02);
  const Json json = status_of(story);
  CHECK(json["thresholds"][0]["value"] == 0.02);
  CHECK(json["thresholds"][0]["limit"] == 0.01);
  CHECK(json["thresholds"][0]["dimension"] == "ratio");
  CHECK(json["thresholds"][1]["value"].is_null());
  CHECK(json["verdict"].is_null());
  CHECK(json["rollback"].is_null());
  CHECK(json["phases"][1]["traffic"] == 0.2);
  CHECK(json["phases"][1]["started_at"] == "2026-11-22T02:30:00Z");
  CHECK(json["phases"][2]["started_at"].is_null());
  CHECK(json["approvals"][0] ==
        Json{{"role", "owner"}, {"title", "Release Owner"}, {"given", false}, {"by", ""}});
}

TEST_CASE("status JSON tells a message that was not delivered with its phase") {
  Story story = story_in_p20();
  story.tell(minutes(43),
             core::MessagePrepared{"held", "text", "main", "p20", "", {{"room"}}, "m1"});
  CHECK(status_of(story)["undelivered"][0] == Json{{"comms", "held"},
                                                   {"phase", "p20"},
                                                   {"channel", "room"},
                                                   {"attempts", 0},
                                                   {"given_up", false},
                                                   {"detail", ""}});
}

TEST_CASE("status JSON tells what nobody has asked for from what has no data") {
  Story story = story_in_p20();
  CHECK(status_of(story)["thresholds"][0]["asked"] == false);
  for (int i = 0; i < 7; ++i)
    story.read("error_rate", "", minutes(41) + i * seconds(30), {}, plan::Cause::nodata);
  CHECK(status_of(story)["thresholds"][0]["asked"] == true);
}

TEST_CASE("status JSON has the verdict with every reason and when to try again") {
  Story story = story_in_p20();
  core::VerdictReached verdict =
      hold({{plan::Cause::nodata, "p95[swap]", "no data", at(minutes(41)), true}});
  verdict.retry_at = at(minutes(70));
  story.tell(minutes(43), verdict);
  const Json json = status_of(story);
  CHECK(json["retry_at"] == "2026-11-22T03:00:00Z");
  CHECK(json["verdict"]["reasons"][0] == Json{{"cause", "nodata"},
                                              {"subject", "p95[swap]"},
                                              {"text", "no data"},
                                              {"since", "2026-11-22T02:31:00Z"},
                                              {"blocks", true}});
}

TEST_CASE("status JSON names no time to try again once the release goes back, or is over") {
  Story story = story_in_p20();
  core::VerdictReached verdict =
      hold({{plan::Cause::nodata, "p95[swap]", "no data", at(minutes(41)), true}});
  verdict.retry_at = at(minutes(70));
  story.tell(minutes(43), verdict);
  story.tell(minutes(44), core::RollbackRequested{"1.3.9", "pager", "ann", false, true});
  CHECK(status_of(story)["retry_at"].is_null());
  story.tell(minutes(45), core::RollbackSettled{false, "1.3.9", {}, minutes(1)});
  CHECK(status_of(story)["retry_at"].is_null());
  story.tell(minutes(46), core::RollbackResumed{"ann", ""})
      .tell(minutes(47), core::RollbackSettled{true, "1.3.9", {}, minutes(3)});
  verdict.phase = "rollback";
  story.tell(minutes(48), verdict); // The observation after the way back waits for time, too.
  CHECK(status_of(story)["retry_at"] == "2026-11-22T03:00:00Z");
  story.tell(minutes(90), core::ReleaseClosed{"rolled back to 1.3.9 and recovered"});
  CHECK(status_of(story)["retry_at"].is_null());
}

TEST_CASE("text that is not UTF-8 does not break a document") {
  Story story = story_in_p20();
  story.tell(minutes(43), core::IncidentOpened{"i", "P1", "", "caf\xe9", "bob"});
  CHECK(status_of(story)["incidents"][0]["summary"] == "caf\xef\xbf\xbd");
}

TEST_CASE("list JSON holds every summary") {
  const Story story = story_in_p20();
  const Json json = Json::parse(list_json({{"onedish-1.4.0", core::summarise(story.state)}}));
  CHECK(json["schema"] == "relctl.list/1");
  CHECK(keys(json["releases"][0]) ==
        std::vector<std::string>{"release", "plan", "title", "version", "from", "stage", "phase",
                                 "traffic", "verdict", "opened_at", "updated_at", "over"});
  CHECK(Json::parse(list_json({}))["releases"] == Json::array());
}

TEST_CASE("log JSON holds the events with their bodies") {
  const Story story = story_in_p20();
  const Json json = Json::parse(log_json("onedish-1.4.0", story.events));
  CHECK(json["schema"] == "relctl.log/1");
  REQUIRE(json["events"].size() == 7);
  CHECK(json["events"][6]["position"] == 7);
  CHECK(json["events"][6]["kind"] == "PhaseStarted");
  CHECK(json["events"][6]["at"] == "2026-11-22T02:30:00Z");
  CHECK(json["events"][6]["body"]["phase"] == "p20");
}

TEST_CASE("explain JSON has the readings behind each finding and the ways out") {
  const plan::Plan plan = sample_plan();
  Story story = story_in_p20();
  story.read("error_rate", "", minutes(43), 0.02);
  core::VerdictReached verdict =
      hold({{plan::Cause::pending, "error-rate", "2% > 1%", at(minutes(43)), true},
            {plan::Cause::target, "error-rate", "a warning", at(minutes(43)), false}});
  verdict.findings = core::judge_all(plan, plan.phases[0], story.state, story.window(),
                                     {at(minutes(40)), at(minutes(43))});
  story.tell(minutes(43), verdict);
  const Json json = Json::parse(explain_json(
      {"onedish-1.4.0", plan, story.events[7], story.state, story.window(), {}, at(minutes(44))}));
  CHECK(json["schema"] == "relctl.explain/1");
  CHECK(json["findings"][0]["metric"] == "error_rate");
  CHECK(json["findings"][0]["readings"][0]["value"] == 0.02);
  CHECK(json["ways_out"].size() == 1);
  CHECK(json["event"]["body"]["verdict"] == "hold");
}

TEST_CASE("plan JSON has phases, steps, gates and the way back") {
  const plan::Plan plan = sample_plan();
  const Json json = Json::parse(
      plan_json({plan, "p.yaml", "00ff", "1.4.0", "1.3.9", {{"ratio", "20%"}}, k_opened}));
  CHECK(json["schema"] == "relctl.plan/1");
  CHECK(json["phases"][1]["traffic"] == 0.2);
  CHECK(json["phases"][1]["observe_max_ms"] == 3'600'000);
  CHECK(json["phases"][1]["steps"][0]["action"] == "haproxy app: canary 20%, stable 80%");
  CHECK(json["rollback"]["steps"][1]["point_of_no_return"] == true);
  CHECK(json["earliest_finish"] == "2026-11-23T02:50:00Z");
}

TEST_CASE("validate JSON counts and places every diagnostic") {
  const plan::Diagnostic diagnostic{
      plan::Severity::error, {4, 1}, "unknown-key", "unknown key 'x'", "take it out"};
  const Json json =
      Json::parse(validate_json({{"a.yaml", "", {diagnostic}}, {"b.yaml", "gone", {}}}, false));
  CHECK(json["schema"] == "relctl.validate/1");
  CHECK(json["ok"] == false);
  CHECK(json["errors"] == 1);
  CHECK(json["files"][0]["diagnostics"][0]["line"] == 4);
  CHECK(json["files"][0]["unreadable"].is_null());
  CHECK(json["files"][1]["unreadable"] == "gone");
}

TEST_CASE("verify JSON has no bad position when the chain is intact") {
  const Json json = Json::parse(verify_json({"/db", true, false, 3, "3:00ff", 0, ""}));
  CHECK(json["schema"] == "relctl.audit.verify/1");
  CHECK(json["anchored"] == false);
  CHECK(json["first_bad_position"].is_null());
}

TEST_CASE("a stored event keeps its body's bytes and carries its hash") {
  const StoredEvent event{
      "ledger", 3, 1, "", k_opened, "a", "NoteAdded", R"({"as":"b","text":1.50})", "00ff"};
  CHECK(stored_event_json(event) ==
        R"({"schema":"relctl.event/1","release":"","position":3,"version":1,"track":"",)"
        R"("at":"2026-11-22T01:50:00Z","actor":"a","kind":"NoteAdded",)"
        R"("body":{"as":"b","text":1.50},"hash":"00ff"})"
        "\n");
}

TEST_CASE("a stored body that is not JSON is a string, so that the line stays JSON") {
  StoredEvent event;
  event.stream = "onedish-1.4.0";
  event.body = "{broken";
  const Json json = Json::parse(stored_event_json(event));
  CHECK(json["release"] == "onedish-1.4.0");
  CHECK(json["body_text"] == "{broken");
  CHECK_FALSE(json.contains("body"));
}
