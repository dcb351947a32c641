// SPDX-License-Identifier: Apache-2.0
#include "planfile/broken_parts.hpp"
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

Node tree_of(const std::string& text) {
  Findings findings;
  return parse_yaml_tree(text, findings).value();
}

const char* const k_text =
    "metrics:\n  a: { x: 1 }\n  b: { x: 2 }\nphases:\n  - { id: p }\n  - { id: q }\nbake: 1\n";

} // namespace

TEST_CASE("a broken part ends where the next begins") {
  const BrokenParts broken(tree_of(k_text), {{plan::Severity::error, {2, 8}, "r", "m", "y"}});
  CHECK_FALSE(broken.contain({1, 1}));
  CHECK(broken.contain({2, 3}));
  CHECK(broken.contain({2, 12}));
  CHECK_FALSE(broken.contain({3, 3}));
  CHECK_FALSE(broken.contain({5, 5}));
}

TEST_CASE("items of a list are parts") {
  const BrokenParts broken(tree_of(k_text), {{plan::Severity::error, {6, 7}, "r", "m", "y"}});
  CHECK_FALSE(broken.contain({5, 5}));
  CHECK(broken.contain({6, 5}));
  CHECK_FALSE(broken.contain({7, 1}));
}

TEST_CASE("the plan as a whole is broken by any mistake") {
  CHECK(BrokenParts(tree_of(k_text), {{plan::Severity::error, {6, 7}, "r", "m", "y"}})
            .contain({0, 0}));
  CHECK_FALSE(BrokenParts(tree_of(k_text), {}).contain({0, 0}));
}

TEST_CASE("a mistake in one part does not silence what is meant wrong in another") {
  std::string text = sound_plan_with("every: 30s", "every: 30");
  text.replace(text.find("approve: [owner]"), 16, "approve: [ownr]");
  const auto loaded = load_plan(text, environment_of({}));
  CHECK(places(loaded.diagnostics) ==
        std::vector<std::string>{"14:12 bad-duration", "25:77 unknown-role"});
}
