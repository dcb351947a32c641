// SPDX-License-Identifier: Apache-2.0
#include "view/list.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

std::vector<ListRow> rows() {
  Story story = story_in_p20();
  story.tell(minutes(44), hold({}));
  core::Summary fresh;
  fresh.version = "2.0.0";
  fresh.stage = "no_go";
  fresh.updated_at = at(minutes(43));
  return {{"onedish-1.4.0", core::summarise(story.state)}, {"search-2.0.0", fresh}};
}

} // namespace

TEST_CASE("a terminal sees releases with ages") {
  CHECK(list_text(rows(), at(minutes(45)), terminal()) ==
        "RELEASE        FROM    VERSION  STAGE       PHASE  TRAFFIC  VERDICT  UPDATED\n"
        "onedish-1.4.0  v1.3.9  v1.4.0   ◌ in phase  p20        20%  hold     1m ago\n"
        "search-2.0.0           v2.0.0   ✖ no go                              2m ago\n");
}

TEST_CASE("a pipe sees every column of every release, with persisted names and times") {
  CHECK(list_text(rows(), at(minutes(45)), pipe()) ==
        "onedish-1.4.0\tv1.3.9\tv1.4.0\tin_phase\tp20\t20%\thold\t2026-11-22T02:34:00Z\n"
        "search-2.0.0\t\tv2.0.0\tno_go\t\t\t\t2026-11-22T02:33:00Z\n");
}

TEST_CASE("a stage's mark says at a glance how it ended") {
  core::Summary summary;
  summary.over = true;
  const auto stage_of = [&](const std::string& stage) {
    summary.stage = stage;
    return list_text({{"a", summary}}, {}, terminal());
  };
  CHECK(stage_of("complete").find("✔ complete") != std::string::npos);
  CHECK(stage_of("rolled_back").find("✖ rolled back") != std::string::npos);
  CHECK(stage_of("closed").find("• closed") != std::string::npos);
}

TEST_CASE("a long release id is cut to fit the terminal") {
  std::vector<ListRow> long_rows = rows();
  long_rows[0].release = "one-dish-with-a-very-long-name-that-goes-on-and-on-1.4.0";
  CHECK(widest_line(list_text(long_rows, at(minutes(45)), terminal())) <= 80);
}

TEST_CASE("after a rollback no share is claimed: the plan's steps alone know where it is") {
  core::Summary summary;
  summary.phase = "p20";
  summary.stage = "rolled_back";
  CHECK(list_text({{"a", summary}}, {}, pipe()).find("rolled_back\tp20\t–") != std::string::npos);
  summary.stage = "closed";
  CHECK_FALSE(known_share(summary));
  summary.traffic = 0.2;
  summary.stage = "in_phase";
  CHECK(known_share(summary) == 0.2);
}
