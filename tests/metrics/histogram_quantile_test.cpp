// SPDX-License-Identifier: Apache-2.0
#include "metrics/histogram_quantile.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace relctl::metrics;
using Catch::Contains;

namespace {

double quantile(double q, const std::vector<Bucket>& buckets) {
  const auto read = histogram_quantile(q, buckets);
  REQUIRE(read);
  return *read;
}

std::string refusal(const std::vector<Bucket>& buckets) {
  const auto read = histogram_quantile(0.5, buckets);
  return read ? "read" : read.error().message;
}

} // namespace

TEST_CASE("a quantile is linear within its bucket") {
  const std::vector<Bucket> buckets = {{0.1, 50}, {0.2, 90}, {0.4, 100}, {HUGE_VAL, 100}};
  CHECK(quantile(0.25, buckets) == Approx(0.05));
  CHECK(quantile(0.5, buckets) == Approx(0.1));
  CHECK(quantile(0.7, buckets) == Approx(0.15));
  CHECK(quantile(0.95, buckets) == Approx(0.3));
  CHECK(quantile(0.99, buckets) == Approx(0.38));
}

TEST_CASE("in the last bucket the answer is the highest finite bound") {
  CHECK(quantile(0.95, {{0.1, 50}, {0.2, 60}, {HUGE_VAL, 100}}) == 0.2);
  CHECK(quantile(0.5, {{0.1, 0}, {HUGE_VAL, 7}}) == 0.1);
}

TEST_CASE("the lowest bucket begins at zero unless its bound is not above it") {
  CHECK(quantile(0.5, {{10, 100}, {HUGE_VAL, 100}}) == Approx(5));
  CHECK(quantile(0.5, {{-1, 100}, {HUGE_VAL, 100}}) == -1);
  CHECK(quantile(0.5, {{0, 100}, {HUGE_VAL, 100}}) == 0);
  CHECK(quantile(0.9, {{-2, 50}, {-1, 100}, {HUGE_VAL, 100}}) == Approx(-1.2));
}

TEST_CASE("empty buckets below the rank are passed over") {
  CHECK(quantile(0.5, {{1, 0}, {2, 0}, {3, 10}, {4, 10}, {HUGE_VAL, 10}}) == Approx(2.5));
}

TEST_CASE("a rank at the edge of a bucket belongs to it, not to the one after a gap") {
  CHECK(quantile(0.5, {{1, 5}, {2, 5}, {3, 10}, {HUGE_VAL, 10}}) == 1);
}

TEST_CASE("nothing observed is no number") {
  CHECK(std::isnan(quantile(0.5, {{1, 0}, {HUGE_VAL, 0}})));
}

TEST_CASE("what is no histogram is refused") {
  CHECK_THAT(refusal({}), Contains("+Inf"));
  CHECK_THAT(refusal({{HUGE_VAL, 5}}), Contains("+Inf"));
  CHECK_THAT(refusal({{1, 5}, {2, 6}}), Contains("+Inf"));
  CHECK_THAT(refusal({{1, 5}, {2, 4}, {HUGE_VAL, 6}}), Contains("from le=\"1\" to le=\"2\""));
}

TEST_CASE("histograms add up bound by bound, bounds sorted as numbers") {
  const auto buckets = buckets_of({{{"h_bucket", {{"le", "+Inf"}, {"pod", "a"}}}, 9},
                                   {{"h_bucket", {{"le", "10"}, {"pod", "a"}}}, 5},
                                   {{"h_bucket", {{"le", "2.5"}, {"pod", "a"}}}, 3},
                                   {{"h_bucket", {{"le", "1e1"}, {"pod", "b"}}}, 7}});
  REQUIRE(buckets);
  REQUIRE(buckets->size() == 3);
  CHECK((*buckets)[0].upper == 2.5);
  CHECK((*buckets)[1].upper == 10);
  CHECK((*buckets)[1].count == 12);
  CHECK(std::isinf((*buckets)[2].upper));
}

TEST_CASE("a bucket without a bound is refused") {
  for (const char* le : {"", "NaN", "ten"})
    CHECK_FALSE(buckets_of({{{"h_bucket", {{"le", le}}}, 1}}));
}
