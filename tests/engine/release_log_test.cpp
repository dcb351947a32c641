// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsed.hpp"
#include "engine/release_log.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

TEST_CASE("loading a release that is not there says so and where to look") {
  const auto log = audit::open_memory_log();
  const auto view = engine::load(*log, "ghost");
  REQUIRE_FALSE(view);
  CHECK(view.error().kind == ErrorKind::not_found);
  CHECK(view.error().message.find("relctl list") != std::string::npos);
}

TEST_CASE("a view that is behind conflicts, and facts are appended after reading again") {
  Rehearsed release(a_short_plan());
  auto first = engine::load(*release.log, Rehearsed::k_release);
  auto second = engine::load(*release.log, Rehearsed::k_release);
  REQUIRE(first);
  REQUIRE(second);
  REQUIRE(engine::append(*release.log, *first, {core::NoteAdded{"one", "qa"}}, {5}, "qa"));
  const auto late =
      engine::append(*release.log, *second, {core::NoteAdded{"two", "qa"}}, {6}, "qa");
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == ErrorKind::conflict);
  const auto again = engine::append_facts(
      *release.log, *second,
      [](const engine::ReleaseView&) -> Result<std::vector<core::Event>> {
        return std::vector<core::Event>{core::NoteAdded{"two", "qa"}};
      },
      {6}, "qa");
  REQUIRE(again);
  CHECK((*again)[0].version == 3);
}

TEST_CASE("a refreshed view equals one that is loaded afresh") {
  Rehearsed release(a_short_plan());
  auto view = engine::load(*release.log, Rehearsed::k_release);
  REQUIRE(view);
  release.run({engine::Until::decided, 1, {}, true, true});
  REQUIRE(engine::refresh(*release.log, *view));
  const auto fresh = engine::load(*release.log, Rehearsed::k_release);
  REQUIRE(fresh);
  CHECK(view->state.version == fresh->state.version);
  CHECK(view->anchor == fresh->anchor);
  CHECK(core::window_of(view->windows, "main").series("error_rate", "").size() ==
        core::window_of(fresh->windows, "main").series("error_rate", "").size());
  CHECK(core::window_of(view->windows, "main").series("error_rate", "").size() == 9);
}

TEST_CASE("a view that lived through a rollback that was resumed has the readings of one loaded "
          "afresh") {
  Rehearsed release(a_short_plan());
  release.run({engine::Until::decided, 1, {}, true, true});
  auto live = engine::load(*release.log, Rehearsed::k_release);
  REQUIRE(live);
  const auto readings = [](const engine::ReleaseView& view) {
    return core::window_of(view.windows, "main").series("error_rate", "").size();
  };
  REQUIRE(readings(*live) == 9);
  const auto happens = [&](core::Event event) {
    REQUIRE(engine::append(*release.log, *live, {std::move(event)}, release.world->now(), "ann"));
    const auto fresh = engine::load(*release.log, Rehearsed::k_release);
    REQUIRE(fresh);
    CHECK(readings(*live) == readings(*fresh));
    CHECK(live->window_starts == fresh->window_starts);
    return readings(*fresh);
  };
  CHECK(happens(core::RollbackRequested{"1.0.0", "pager", "ann", false, true}) == 9);
  CHECK(happens(core::RollbackSettled{false, "1.0.0", {}, {}}) == 0);
  CHECK(happens(core::RollbackResumed{"ann", ""}) == 9);
}

TEST_CASE("the release's summary is stored with its events") {
  Rehearsed release(a_short_plan());
  release.run({engine::Until::complete, 100, {}, true, true});
  const auto rows = release.log->summaries();
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  CHECK((*rows)[0].summary.find("\"stage\":\"complete\"") != std::string::npos);
}
