// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/manifest.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("a manifest is a map of values") {
  const auto loaded = load_manifest("changes: 订单导出\nrisk: \"low: no migration\"\n");
  CHECK(loaded.diagnostics.empty());
  CHECK(loaded.values == plan::Values{{"changes", "订单导出"}, {"risk", "low: no migration"}});
}

TEST_CASE("lists and the lines of a block become one text") {
  const auto loaded = load_manifest("changes:\n  - export\n  - import\nrisk: |\n  one\n  two\n");
  CHECK(loaded.diagnostics.empty());
  CHECK(loaded.values.at("changes") == "export; import");
  CHECK(loaded.values.at("risk") == "one; two");
}

TEST_CASE("a manifest is read under the rules of a plan's YAML") {
  CHECK(places(load_manifest("changes: { a: b }\n").diagnostics) ==
        std::vector<std::string>{"1:10 wrong-type"});
  CHECK(places(load_manifest("a: 1\na: 2\n").diagnostics) ==
        std::vector<std::string>{"2:1 duplicate-key"});
  CHECK_FALSE(load_manifest("- a\n").diagnostics.empty());
  CHECK_FALSE(load_manifest("a: &x 1\nb: *x\n").diagnostics.empty());
  CHECK_FALSE(load_manifest("a: ${HOME}\n").diagnostics.empty());
}
