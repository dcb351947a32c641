// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

constexpr const char* k_anchor = "phases:\n";

plan::Plan load_with(const std::string& section) {
  const auto loaded = load_plan(sound_plan_with(k_anchor, section + k_anchor), environment_of({}));
  INFO(section);
  for (const auto& diagnostic : loaded.diagnostics)
    INFO(plan::format_diagnostic("plan", diagnostic));
  REQUIRE(loaded.diagnostics.empty());
  return loaded.plan;
}

MistakeRow mistake(const std::string& section, const std::string& at, const std::string& wording) {
  return {k_anchor, section + k_anchor, at, wording};
}

} // namespace

TEST_CASE("change windows that never open are a mistake") {
  for (const char* windows :
       {"windows: { zone: UTC, allow: [] }\n",
        "windows: { zone: UTC, allow: [{ days: [], from: \"10:00\", to: \"11:00\" }] }\n"}) {
    CAPTURE(windows);
    const auto loaded = load_plan(sound_plan() + windows, environment_of({}));
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].rule == "empty-value");
    CHECK(loaded.unread.empty());
  }
}

TEST_CASE("change windows have a zone, hours and who may open them") {
  const auto plan = load_with("windows:\n  zone: Asia/Shanghai\n  allow:\n"
                              "    - { days: mon-fri, from: \"18:00\", to: \"22:00\" }\n"
                              "    - { days: [sat, sun], from: \"10:00\", to: \"02:00\" }\n"
                              "  otherwise: { approve: [owner] }\n");
  REQUIRE(plan.windows);
  CHECK(plan::format_windows(*plan.windows) ==
        "Mon-Fri 18:00-22:00, Sat-Sun 10:00-02:00 Asia/Shanghai");
  CHECK(plan.windows->allow[1].to == 26 * 60);
  CHECK(plan.windows->approve == std::vector<std::string>{"owner"});
}

TEST_CASE("a range of days may go over Sunday") {
  const auto plan = load_with("windows: { zone: UTC, allow: [{ days: sat-mon, from: \"00:00\", "
                              "to: \"24:00\" }] }\n");
  CHECK(plan::format_windows(*plan.windows) == "Mon+Sat-Sun 00:00-24:00 UTC");
}

TEST_CASE("mistakes in windows are told at their place") {
  const auto hours = [](const std::string& text) {
    return "windows: { zone: UTC, allow: [" + text + "] }\n";
  };
  check_mistakes({
      mistake("windows: { zone: Asia/Shangai, allow: [{ days: sat, from: \"18:00\", to: \"22:00\" "
              "}] }\n",
              "Asia/Shangai", "bad-zone: "),
      mistake(hours("{ days: monday, from: \"18:00\", to: \"22:00\" }"), "monday", "bad-day: "),
      mistake(hours("{ days: mon, from: \"18.00\", to: \"22:00\" }"), "\"18.00\"",
              "bad-clock-time: "),
      mistake(hours("{ days: mon, from: \"18:00\", to: \"18:00\" }"), "\"18:00\"",
              "bad-clock-time: item 1"),
      mistake(hours("{ from: \"18:00\", to: \"22:00\" }"), "{ from", "missing-key: "),
  });
}

TEST_CASE("trains depart at a time of the week or need an approval") {
  const auto plan = load_with("trains:\n  weekly: { departs: \"thu 16:00\", zone: Asia/Shanghai }\n"
                              "  hotfix: { approve: [owner] }\n");
  REQUIRE(plan.trains.size() == 2);
  CHECK(plan::format_departure(plan.trains[0]) == "Thu 16:00 Asia/Shanghai");
  CHECK_FALSE(plan.trains[1].weekday);
  check_mistakes({
      mistake("trains: { weekly: { departs: \"thursday 16:00\", zone: UTC, approve: [owner] } }\n",
              "\"thursday 16:00\"", "bad-departure: "),
      mistake("trains: { weekly: { departs: \"thu 16:00\" } }\n", "{ departs", "missing-key: "),
  });
}

TEST_CASE("a version that the plan writes out is one, and goes together with the others") {
  check_mistakes({
      mistake("components: { core: \"1.0\" }\n", "core:", "component-version: "),
      mistake("components: { core: 1.0.0, api: 3.0.0 }\n"
              "compatible: [{ core: \">=1.0.0 <2.0.0\", api: \"<3.0.0\" }]\n",
              "core: 1", "components-apart: "),
  });
  for (const char* sound :
       {"components: { core: v1.0.0 }\n", "components: { core: \"{{version}}\" }\n",
        "components: { core: 1.0.0, api: {} }\n"
        "compatible: [{ core: \">=1.0.0 <2.0.0\", api: \"<3.0.0\" }]\n"})
    CHECK(load_with(sound).components.front().id == "core");
}

TEST_CASE("components have a version or leave it to the start; rows name ranges") {
  const auto plan = load_with("components: { core: \"{{version}}\", orders: {} }\n"
                              "compatible:\n  - { core: \">=2.3.0 <3.0.0\", orders: ^1.4.0 }\n");
  REQUIRE(plan.components.size() == 2);
  CHECK(plan.components[0].version->text == "{{version}}");
  CHECK_FALSE(plan.components[1].version);
  REQUIRE(plan.compatible.size() == 1);
  CHECK(plan.compatible[0].ranges[1].second.text == "^1.4.0");
  check_mistakes({
      mistake("components: { core: {} }\ncompatible: [{ core: \"2.x\" }]\n", "\"2.x\"",
              "bad-range: "),
      mistake("components: { core: { at: 1 } }\n", "at",
              "unknown-key: component 'core' has no key 'at'; take it out"),
  });
}

TEST_CASE("sign-offs, required variables and checks after completion are read") {
  const auto plan = load_with("signoff: [owner]\nafter: { feedback: { ask: \"Recorded?\" } }\n");
  REQUIRE(plan.signoff.size() == 1);
  CHECK(plan.signoff[0].role == "owner");
  REQUIRE(plan.after.size() == 1);
  const auto loaded = load_plan(
      sound_plan_with("  share:", "  changes: { type: text, title: 变更列表, required: true }\n  "
                                  "share:"),
      environment_of({}));
  CHECK(loaded.diagnostics.empty());
  CHECK(loaded.plan.vars.front().required);
  CHECK(loaded.plan.vars.front().title == "变更列表");
}

TEST_CASE("levels of incidents have a response time, a consequence, a runbook and a role") {
  const std::string find = "incidents: { blocking: [P0] }";
  const auto loaded = load_plan(
      sound_plan_with(find, "incidents:\n  blocking: [P0]\n  levels:\n"
                            "    P0: { respond: 5m, then: rollback, runbook: "
                            "\"https://example.com/{{version}}\", oncall: owner }\n"
                            "    P1: { respond: 15m, then: shift }\n    P2: { then: warn }\n"),
      environment_of({}));
  const auto& levels = loaded.plan.incident_levels;
  REQUIRE(levels.size() == 3);
  CHECK(levels[0].respond == minutes(5));
  CHECK(levels[0].oncall == "owner");
  CHECK(levels[1].then->step == "shift");
  CHECK_FALSE(levels[2].respond);
  check_mistakes({
      {find, "incidents: { levels: { P3: { then: warn } } }", "P3", "bad-choice: "},
      {find, "incidents: { levels: { P1: { then: hold } } }", "hold", "bad-choice: "},
      {find, "incidents: { levels: { P1: { then: back/plugin } } }", "back/plugin", "bad-id: "},
      {find, "incidents: { levels: { P1: { then: rollback/plugin } } }",
       "P1: ", "unknown-scope: level 'P1'"},
      {find, "incidents: { levels: { P1: { respond: soon } } }", "soon", "bad-duration: "},
  });
}

TEST_CASE("a rollback may freeze the plan, readmit it by checks and be drilled") {
  const auto loaded = load_plan(
      sound_plan_with("    - { id: back, use: shift, traffic: 0% }\n  verify:\n"
                      "    - { id: smoke, run: [./smoke] }\n",
                      "    - { id: back, use: shift, traffic: 0%, drill: true }\n  verify:\n"
                      "    - { id: smoke, run: [./smoke], drill: true }\n"
                      "  freeze: until the replay is reviewed\n"
                      "  readmit: { replay: { run: [./replay] } }\n"),
      environment_of({}));
  CHECK(loaded.diagnostics.empty());
  CHECK(loaded.plan.rollback.freeze == "until the replay is reviewed");
  CHECK(loaded.plan.rollback.readmit.size() == 1);
  CHECK(loaded.plan.rollback.steps[0].drill);
  CHECK_FALSE(loaded.plan.steps[0].drill);
}
