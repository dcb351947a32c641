// SPDX-License-Identifier: Apache-2.0
#include "plan/threshold.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

TEST_CASE("every cause reads back from its name") {
  const auto names = cause_names();
  REQUIRE(names.size() == static_cast<std::size_t>(Cause::variable) + 1);
  for (std::size_t i = 0; i < names.size(); ++i) {
    INFO(names[i]);
    CHECK(parse_cause(names[i]) == static_cast<Cause>(i));
    CHECK(cause_name(static_cast<Cause>(i)) == names[i]);
  }
}

TEST_CASE("names of causes are what the plan writes") {
  CHECK(cause_name(Cause::nodata) == "nodata");
  CHECK(cause_name(Cause::provider_error) == "provider_error");
  CHECK(cause_name(Cause::exposure) == "exposure");
  CHECK_FALSE(parse_cause("no-data"));
  CHECK_FALSE(parse_cause(""));
}
