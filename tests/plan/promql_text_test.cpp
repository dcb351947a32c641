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

TEST_CASE("a label that is matched with a bare ~ is named") {
  const auto objection = [](const std::string& query) {
    const auto mistake = promql_mistake(query);
    return mistake ? mistake->message : "";
  };
  CHECK(objection("a{code~\"5..\"}") == "'code~' is no way to match a label");
  CHECK(objection("a{ code\n ~ `5..`}") == "'code~' is no way to match a label");
  CHECK(objection("a{x=~\"b\",5code~'5..'}") == "'code~' is no way to match a label");
  for (const char* sound : {"a{code=~\"5..\"}", "a{code!~\"5..\"}", "a{code=\"x~'y'\"}", "a ~ b"})
    CHECK(objection(sound) == "");
}

TEST_CASE("what adds up, keeps le, fills in zero or is a complement is seen in the text") {
  CHECK(lacks_aggregation("rate(a[1m])"));
  CHECK(lacks_aggregation("irate(sum_a[1m])"));
  CHECK(lacks_aggregation("histogram_quantile(0.9, a_bucket) + summary (b)"));
  CHECK_FALSE(lacks_aggregation("sum(rate(a[1m]))"));
  CHECK_FALSE(lacks_aggregation("sum by (le) (rate(a[1m]))"));
  CHECK_FALSE(lacks_aggregation("topk\n without(x) (1, rate(a[1m]))"));
  CHECK_FALSE(lacks_aggregation("my_rate(a)"));
  CHECK(lacks_le("histogram_quantile(0.9, sum(rate(a_bucket[1m])))"));
  CHECK_FALSE(lacks_le("histogram_quantile(0.9, sum by (le) (rate(a_bucket[1m])))"));
  CHECK_FALSE(lacks_le("histogram_quantile(0.9, sum without (x) (rate(a_bucket[1m])))"));
  CHECK_FALSE(lacks_le("histogram_quantile(0.9, rate(a_bucket[1m]))"));
  for (const char* filled :
       {"sum(a) or vector(0)", "(a) or on() vector(0.5)", "sum(a) or on ( ) vector ( 0 ) "})
    CHECK(fills_in_zero(filled));
  for (const char* plain :
       {"vector(0)", "sum(a) or vector()", "sum(a) or vector(x)", "sum(a) or on(x) vector(0)",
        "(sum(a) or vector(0)) + 1", "a or vector(0)"})
    CHECK_FALSE(fills_in_zero(plain));
  for (const char* less : {"1 - a", "( 100 - a)", "1-(a)"})
    CHECK(is_complement(less));
  for (const char* other : {"10 - a", "((1 - a))", "a - 1", "1 + a"})
    CHECK_FALSE(is_complement(other));
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
