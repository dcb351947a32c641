// SPDX-License-Identifier: Apache-2.0
#include "base/json_escape.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("text stands inside a JSON string as what it is, and no control comes through") {
  CHECK(json_escaped("a \"b\" \\ c\n\td") == "a \\\"b\\\" \\\\ c\\n\\td");
  CHECK(json_escaped("灰度\x1b[31m") == "灰度?[31m");
  CHECK(json_escaped("").empty());
}
