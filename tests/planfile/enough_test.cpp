// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

namespace relctl::planfile {

TEST_CASE("enough is a metric and a number in the unit of its source") {
  const auto loaded = load_plan(
      sound_plan_with("id: first, traffic: 5%, observe: 30m,",
                      "id: first, traffic: 5%, observe: 30m, enough: { metric: errors, at_least: "
                      "0.5 },"),
      environment_of({}));
  CHECK(loaded.diagnostics.empty());
  REQUIRE(loaded.plan.phases[0].enough);
  CHECK(loaded.plan.phases[0].enough->metric == "errors");
  CHECK(loaded.plan.phases[0].enough->at_least == 0.5);
  CHECK(mistake_of("id: first, traffic: 5%, observe: 30m,",
                   "id: first, traffic: 5%, observe: 30m, enough: { metric: errors, least: 2 },")
            .find("missing-key: 'enough' of phase 'first' has no 'at_least'") != std::string::npos);
}

} // namespace relctl::planfile
