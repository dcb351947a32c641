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

TEST_CASE("a sum is the decimal that its parts are written in, however much they cancel out") {
  CHECK(decimal_sum(0.1, 0.2) == 0.3);
  CHECK(decimal_sum(0.7, -0.1 * 6) == 0.1);
  CHECK(decimal_sum(0.3, -0.1 * 3) == 0.0);
  CHECK(decimal_sum(1e-300, 2e-300) == 3e-300);
  CHECK(decimal_sum(1e20, 1.0) == 1e20);
  CHECK(std::isinf(decimal_sum(1e308, 1e308)));
}
