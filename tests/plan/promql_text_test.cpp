// SPDX-License-Identifier: Apache-2.0
#include "plan/promql_text.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;

TEST_CASE("ranges of a query are seen, those in strings are not") {
  CHECK(promql_ranges("up").empty());
  CHECK(promql_ranges("rate(a[5m]) / rate(b[ 1h30m ])") ==
        std::vector<Duration>{minutes(5), minutes(90)});
  CHECK(promql_ranges("avg_over_time(avg(a)[7d:1h])") == std::vector<Duration>{hours(7 * 24)});
  CHECK(promql_ranges(R"(rate(a{code=~"[5m]\"[6m]"}[1m]))") == std::vector<Duration>{minutes(1)});
  CHECK(promql_ranges("rate(a[1y])").empty());
  CHECK(promql_ranges("rate(a[5m").empty());
}

TEST_CASE("a bare value looks like a gauge, what counts or aggregates over time does not") {
  CHECK(looks_like_gauge("avg(recipe_quality_score)"));
  CHECK(looks_like_gauge("queue_depth{name=\"rate(\"}"));
  CHECK_FALSE(looks_like_gauge("sum(rate(a[1m]))"));
  CHECK_FALSE(looks_like_gauge("sum(irate (a[1m]))"));
  CHECK_FALSE(looks_like_gauge("increase(a[1m])"));
  CHECK_FALSE(looks_like_gauge("avg_over_time(a[1m])"));
  CHECK_FALSE(looks_like_gauge("count(up == 1)"));
  CHECK_FALSE(looks_like_gauge("time() - max(timestamp(a))"));
}
