// SPDX-License-Identifier: Apache-2.0
#include "base/binomial.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("binomial tails agree with exact sums of rational numbers") {
  struct Row {
    std::int64_t n;
    std::int64_t k;
    double p;
    double above;
  };
  // sum of comb(n, j) p^j (1 - p)^(n - j) for j > k, with Python's fractions.
  const auto row = GENERATE(values<Row>({{10, 0, 0.1, 0.6513215599},
                                         {10, 3, 0.5, 0.828125},
                                         {100, 1, 0.01, 0.264238021077044},
                                         {500, 5, 0.02, 0.934808132897586},
                                         {1000, 10, 0.01, 0.416959196698902},
                                         {1000, 20, 0.01, 0.00149648154770924},
                                         {2000, 0, 0.0001, 0.181277434734469},
                                         {3000, 60, 0.025, 0.958583625553455},
                                         {50, 49, 0.9, 0.00515377520732011}}));
  CAPTURE(row.n, row.k, row.p);
  CHECK(binomial_above(row.n, row.k, row.p) == Approx(row.above).epsilon(1e-9));
}

TEST_CASE("a binomial tail is certain below zero, impossible from n on, and monotonous") {
  CHECK(binomial_above(10, -1, 0.0) == 1.0);
  CHECK(binomial_above(10, 10, 1.0) == 0.0);
  CHECK(binomial_above(0, 0, 0.5) == 0.0);
  CHECK(binomial_above(10, 3, 0.0) == 0.0);
  CHECK(binomial_above(10, 3, 1.0) == 1.0);
  double before = 0.0;
  for (int i = 1; i < 100; ++i) {
    const double now = binomial_above(100'000, 1'000, i * 0.0002);
    CHECK(now >= before);
    before = now;
  }
}
