// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace relctl;

TEST_CASE("a decimal has no more digits than a double holds of one") {
  CHECK(decimal(0.0010000000000000002) == 0.001);
  CHECK(decimal(0.1 + 0.2) == 0.3);
  CHECK(decimal(1.0 / 3) == 0.333333333333333);
  CHECK(decimal(-1.5e300) == -1.5e300);
  CHECK(decimal(0.0) == 0.0);
  CHECK(std::isnan(decimal(std::numeric_limits<double>::quiet_NaN())));
}
