// SPDX-License-Identifier: Apache-2.0
#include "base/json_depth.hpp"

#include <catch2/catch.hpp>

#include <string>

using relctl::json_depth;

TEST_CASE("the depth of a JSON text is that of its brackets, those in strings left out") {
  CHECK(json_depth("") == 0);
  CHECK(json_depth("1") == 0);
  CHECK(json_depth("{}") == 1);
  CHECK(json_depth(R"({"a":[1,[2]],"b":[{}]})") == 3);
  CHECK(json_depth(R"(["[[[[", "\"[[", "\\"])") == 1);
  CHECK(json_depth(std::string(1'000'000, '[')) == 1'000'000);
  CHECK(json_depth("]]]}[") == 1);
}
