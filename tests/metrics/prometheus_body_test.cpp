// SPDX-License-Identifier: Apache-2.0
#include "metrics/prometheus_body.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace relctl;
using namespace relctl::metrics;

using Kind = PrometheusBody::Kind;

// The bodies without a remark are verbatim answers of Prometheus 2.42.

TEST_CASE("a vector gives each series with its labels and one point") {
  const auto body = parse_prometheus_body(
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"scrape_duration_seconds","instance":"127.0.0.1:32969","job":"self"},"value":[1795313753.250,"0.007472895"]},{"metric":{"__name__":"up","instance":"127.0.0.1:32969","job":"self"},"value":[1795313753.250,"1"]}]}})");
  REQUIRE(body);
  CHECK(body->kind == Kind::vector);
  REQUIRE(body->series.size() == 2);
  CHECK(body->series[0].labels ==
        R"(scrape_duration_seconds{instance="127.0.0.1:32969",job="self"})");
  REQUIRE(body->series[0].points.size() == 1);
  CHECK(body->series[0].points[0].at == Instant{1'795'313'753'250});
  CHECK(body->series[0].points[0].number == 0.007472895);
  CHECK(body->series[1].points[0].number == 1);
}

TEST_CASE("a series without labels is written {}") {
  const auto body = parse_prometheus_body(
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1795313723,"NaN"]}]}})");
  REQUIRE(body);
  CHECK(body->series.at(0).labels == "{}");
  CHECK(std::isnan(body->series[0].points[0].number));
}

TEST_CASE("a scalar is one series without labels") {
  const auto body = parse_prometheus_body(
      R"({"status":"success","data":{"resultType":"scalar","result":[1795313723,"+Inf"]}})");
  REQUIRE(body);
  CHECK(body->kind == Kind::scalar);
  CHECK(body->series.at(0).points.at(0).number == HUGE_VAL);
}

TEST_CASE("a matrix keeps the time of every point to the millisecond") {
  const auto body = parse_prometheus_body(
      R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1795313750.500,"1"],[1795313752,"1"],[1795313753.500,"1"]]}]}})");
  REQUIRE(body);
  CHECK(body->kind == Kind::matrix);
  const auto& points = body->series.at(0).points;
  REQUIRE(points.size() == 3);
  CHECK(points[0].at == Instant{1'795'313'750'500});
  CHECK(points[1].at == Instant{1'795'313'752'000});
  CHECK(points[2].at == Instant{1'795'313'753'500});
}

TEST_CASE("a time that no double holds exactly is rounded, not cut") {
  const auto body = parse_prometheus_body(
      R"({"status":"success","data":{"resultType":"scalar","result":[1.001,"1"]}})");
  REQUIRE(body);
  CHECK(body->series.at(0).points.at(0).at == Instant{1001});
}

TEST_CASE("a string and an empty result have no series") {
  const auto text = parse_prometheus_body(
      R"({"status":"success","data":{"resultType":"string","result":[1795313723,"hi"]}})");
  REQUIRE(text);
  CHECK(text->kind == Kind::string);
  CHECK(text->series.empty());
  const auto none =
      parse_prometheus_body(R"({"status":"success","data":{"resultType":"vector","result":[]}})");
  REQUIRE(none);
  CHECK(none->series.empty());
}

TEST_CASE("the API's own error keeps its type and its words") {
  const auto body = parse_prometheus_body(
      R"({"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis"})");
  REQUIRE_FALSE(body);
  CHECK(body.error().error_type == "bad_data");
  CHECK(body.error().message ==
        "invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis");
}

TEST_CASE("warnings about the query are kept; those about missing data make it no answer") {
  // Written by hand, after the format overview of the API.
  const auto answer_with = [](const std::string& more) {
    return parse_prometheus_body(
        R"({"status":"success","data":{"resultType":"vector","result":[]})" + more + "}");
  };
  const auto told = answer_with(
      R"(,"warnings":["PromQL warning: quantile value should be between 0 and 1","PromQL info: x"])");
  REQUIRE(told);
  CHECK(told->warnings == "warning: PromQL warning: quantile value should be between 0 and 1; "
                          "warning: PromQL info: x");
  const auto lacking = answer_with(R"(,"warnings":["PromQL info: x","store 2 is down"])");
  REQUIRE_FALSE(lacking);
  CHECK(lacking.error().error_type == "partial answer");
  CHECK(lacking.error().message == "store 2 is down");
  const auto partial = answer_with(R"(,"isPartial":true)");
  REQUIRE_FALSE(partial);
  CHECK(partial.error().message == "a part of the storage did not answer");
  CHECK(answer_with(R"(,"isPartial":false)"));
}

TEST_CASE("a body cut anywhere is refused") {
  const std::string whole =
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1795313723,"15"]}]}})";
  REQUIRE(parse_prometheus_body(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO(length);
    CHECK_FALSE(parse_prometheus_body(whole.substr(0, length)));
  }
  CHECK_FALSE(parse_prometheus_body(whole + "}"));
}

TEST_CASE("a body in another form is refused and is not an error of the API") {
  const auto body = GENERATE(
      as<std::string>{}, "<html><body>Sign in</body></html>", "404 page not found", "[]", "null",
      "\"success\"", R"({})", R"({"status":"ok"})", R"({"status":"success"})",
      R"({"status":"success","data":{}})",
      R"({"status":"success","data":{"resultType":"streams","result":[]}})",
      R"({"status":"success","data":{"resultType":"vector"}})",
      R"({"status":"success","data":{"resultType":"vector","result":{}}})",
      R"({"status":"success","data":{"resultType":"vector","result":[1]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,1]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":["1","1"]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1","2"]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1,5"]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1e400"]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"1"]}]}})",
      R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}})",
      R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"value":[1,"1"]}]}})",
      R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"x"]]}]}})",
      R"({"status":"success","data":{"resultType":"scalar","result":[{"metric":{}}]}})");
  INFO(body);
  const auto parsed = parse_prometheus_body(body);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().error_type.empty());
  CHECK_FALSE(parsed.error().message.empty());
}

TEST_CASE("a body nested without end is refused") {
  CHECK_FALSE(parse_prometheus_body(std::string(100'000, '[')));
  std::string deep = R"({"status":"success","data":)";
  for (int i = 0; i < 50'000; ++i)
    deep += "{\"a\":";
  CHECK_FALSE(parse_prometheus_body(deep));
}

TEST_CASE("an error without words is told with words all the same") {
  const auto read = parse_prometheus_body(R"({"status":"error","errorType":"","error":"  \n"})");
  REQUIRE_FALSE(read);
  CHECK(read.error().error_type == "error");
  CHECK(read.error().message == "no reason given");
}
