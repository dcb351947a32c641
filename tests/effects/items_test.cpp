// SPDX-License-Identifier: Apache-2.0
#include "effects/items.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using effects::read_items;

namespace {

core::EffectEnded ended(core::Outcome outcome = core::Outcome::succeeded) {
  return {"", outcome, "exit code 0", "", 0, {}, {}};
}

} // namespace

TEST_CASE("each line that is a JSON object is a difference, the others are for people") {
  const auto report = read_items("comparing 3 orders\n"
                                 "{\"id\": \"o-1\", \"what\": \"amount differs\"}\n"
                                 "  {\"id\": 17, \"what\": \"is \\u001b[31mmissing\"}\n"
                                 "{\"id\": \"o-1\", \"what\": \"said already\"}\ndone\n");
  REQUIRE(report.mistake.empty());
  REQUIRE(report.items.size() == 2);
  CHECK(report.items[0].id == "o-1");
  CHECK(report.items[0].what == "amount differs");
  CHECK(report.items[1].id == "17");
  CHECK(report.items[1].what.find('\033') == std::string::npos);
}

TEST_CASE("a report that is not whole fails: what it leaves out could matter") {
  CHECK(effects::with_items(ended(), "nothing differs\n", false).outcome ==
        core::Outcome::succeeded);
  CHECK(effects::with_items(ended(), "{\"id\":\"a\"}\n", false).detail == "1 difference");
  CHECK(effects::with_items(ended(), "{\"id\":\"a\"}\n", true).outcome == core::Outcome::failed);
  const auto broken = effects::with_items(ended(), "{\"id\":\"a\"}\n{\"id\":\n", false);
  CHECK(broken.outcome == core::Outcome::failed);
  CHECK(broken.items.size() == 1);
  CHECK(effects::with_items(ended(), "{\"what\":\"no id\"}\n", false).outcome ==
        core::Outcome::failed);
  std::string many;
  for (std::size_t i = 0; i <= effects::k_items_max; ++i)
    many += "{\"id\":" + std::to_string(i) + "}\n";
  const auto flooded = effects::with_items(ended(), many, false);
  CHECK(flooded.outcome == core::Outcome::failed);
  CHECK(flooded.items.size() == effects::k_items_max);
}

TEST_CASE("a comparison that failed tells why it failed, and what it found before") {
  const auto failed = effects::with_items(ended(core::Outcome::failed), "{\"id\":\"a\"}\n", false);
  CHECK(failed.outcome == core::Outcome::failed);
  CHECK(failed.detail == "exit code 0");
  CHECK(failed.items.size() == 1);
}
