// SPDX-License-Identifier: Apache-2.0
#include "view/rehearsal.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

/// p20 is observed for ten minutes, then taken back.
Story story() {
  Story story = story_in_p20();
  story.tell(minutes(50), core::RollbackRequested{"1.3.9", "orders lost", "owner"});
  story.tell(minutes(50), core::MessagePrepared{"held", "first line\nsecond\x1b[31m"});
  story.tell(minutes(51), core::RollbackSettled{true, "1.3.9", {}, minutes(1)});
  return story;
}

} // namespace

TEST_CASE("a rehearsal is told by the time since its opening, messages in full and harmless") {
  const plan::Plan plan = sample_plan();
  const Story told = story();
  const RehearsalSubject subject{plan, "orders-lost", told.events, told.state, at(minutes(55)), ""};
  const std::string text = rehearsal_text(subject, pipe());
  CHECK(text.find("1.3.9 → 1.4.0, scenario orders-lost\n") != std::string::npos);
  CHECK(text.find("+50m        rollback to 1.3.9 asked for by owner: orders lost\n") !=
        std::string::npos);
  CHECK(text.find("│ first line\n            │ second?[31m\n") != std::string::npos);
  CHECK(text.find("after 55m") != std::string::npos);
}

TEST_CASE("exposure over time ends with the way back") {
  const Story told = story();
  const auto rows = exposure_rows(told.events);
  REQUIRE(rows.size() >= 2);
  CHECK(rows[rows.size() - 2].phase == "p20");
  CHECK(rows[rows.size() - 2].share > 0.0);
  CHECK(rows.back().phase == "rollback");
  CHECK(rows.back().share == 0.0);
  CHECK(rows.back().from == at(minutes(51)));
}

TEST_CASE("a rehearsal as JSON has its events as the log prints them") {
  const plan::Plan plan = sample_plan();
  const Story told = story();
  const std::string json =
      rehearsal_json({plan, "", told.events, told.state, at(minutes(55)), "too short"});
  CHECK(json.starts_with("{\"schema\":\"relctl.rehearsal/1\","));
  CHECK(json.find("\"scenario\":null") != std::string::npos);
  CHECK(json.find("\"took_ms\":3300000") != std::string::npos);
  CHECK(json.find("\"remark\":\"too short\"") != std::string::npos);
  CHECK(json.find("\"kind\":\"RollbackSettled\"") != std::string::npos);
  const std::string lines =
      rehearsal_json({plan, "", told.events, told.state, at(minutes(55)), ""}, JsonForm::lines);
  CHECK(lines.find("\"of\":\"events\"") != std::string::npos);
  CHECK(lines.starts_with("{\"schema\":\"relctl.rehearsal/1\",\"of\":\"exposure\""));
}
