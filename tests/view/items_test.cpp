// SPDX-License-Identifier: Apache-2.0
#include "view/items.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

core::State with_items() {
  core::State state;
  const core::ItemOpened first{"before", "shadow", "o-1", "amount differs"};
  const core::ItemOpened second{"p5", "shadow", "o-2", "is missing"};
  state.items["p5/shadow/o-2"] = {second, Instant{1000}, {}};
  state.items["before/shadow/o-1"] = {
      first, Instant{2000}, core::ItemClosed{"before", "shadow", "o-1", "alice", "a test order"}};
  return state;
}

} // namespace

TEST_CASE("open differences are listed, closed ones on request, the oldest first") {
  const core::State state = with_items();
  CHECK(view::item_rows(state, false).size() == 1);
  const auto rows = view::item_rows(state, true);
  REQUIRE(rows.size() == 2);
  CHECK(rows.front()->opened.item == "o-2");
}

TEST_CASE("a difference is shown with what it is, where it was found and who closed it") {
  const core::State state = with_items();
  const std::string text = view::items_text(view::item_rows(state, true), Instant{5000}, {});
  CHECK(text.find("p5/shadow\to-2\t") != std::string::npos);
  CHECK(text.find("closed by alice: a test order") != std::string::npos);
  const std::string json = view::items_json("shop-1.1.0", view::item_rows(state, true));
  CHECK(json.starts_with("{\"schema\":\"relctl.items/1\",\"release\":\"shop-1.1.0\""));
  CHECK(json.find("\"open\":true,\"closed_by\":null") != std::string::npos);
  CHECK(json.find("\"closed_by\":\"alice\",\"reason\":\"a test order\"") != std::string::npos);
}
