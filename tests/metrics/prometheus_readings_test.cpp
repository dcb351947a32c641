// SPDX-License-Identifier: Apache-2.0
#include "metrics/given.hpp"
#include "metrics/prometheus.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::metrics;
using Catch::Contains;
using ports::TransportFailure;

namespace {

core::MeasurementRequest backfill_of_four() {
  core::MeasurementRequest request = prometheus_request();
  request.every = seconds(10);
  request.from = Instant{1'795'313'723'000};
  request.to = Instant{1'795'313'753'000};
  return request;
}

std::string matrix_of(const std::string& result) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[)" + result + "]}}";
}

std::vector<std::string> causes_of(const std::vector<core::Reading>& readings) {
  std::vector<std::string> causes;
  for (const auto& each : readings)
    causes.push_back(cause_of(each));
  return causes;
}

using Causes = std::vector<std::string>;

} // namespace

TEST_CASE("one series is the value, in the canonical unit") {
  core::MeasurementRequest request = prometheus_request();
  request.series = "swap";
  request.unit = {Dimension::time, 0.001, "ms"};
  const core::Reading read = reading(request, {http_reply(vector_of("250"))});
  CHECK(cause_of(read) == "good");
  CHECK(read.value == 0.25);
  CHECK(read.metric == "errors");
  CHECK(read.series == "swap");
  CHECK(read.at == k_at);
  CHECK_FALSE(read.backfilled);
  CHECK(read.detail.empty());
}

TEST_CASE("a scalar is a value too") {
  const std::string body =
      R"({"status":"success","data":{"resultType":"scalar","result":[1795313753.250,"0.5"]}})";
  CHECK(reading(prometheus_request(), {http_reply(body)}).value == 0.5);
}

TEST_CASE("an answer that is no number has its cause and says why") {
  struct Row {
    std::string body;
    std::string cause;
    std::string detail;
  };
  const auto row = GENERATE(
      Row{k_empty_vector, "nodata", "no series matches"}, Row{vector_of("NaN"), "nan", "NaN"},
      Row{vector_of("+Inf"), "nan", "+Inf"}, Row{vector_of("-Inf"), "nan", "-Inf"},
      Row{R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"a"},"value":[1,"1"]},{"metric":{"job":"b"},"value":[1,"1"]}]}})",
          "many", "2 series where one is due; aggregate them: {job=\"a\"} and {job=\"b\"}"},
      Row{R"({"status":"success","data":{"resultType":"string","result":[1795313723,"hi"]}})",
          "provider_error", "string"},
      Row{R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1795313720.467,"1"]]}]}})",
          "provider_error", "rate()"},
      Row{"<!doctype html>\n<html><title>Sign  in</title>", "provider_error",
          "\"<!doctype html> <html><title>Sign in</title>\""},
      Row{R"({"status":"success","data":{"resultType":"vector","result":[{"metric")",
          "provider_error", "not a whole one"},
      Row{"", "provider_error", "an empty body"});
  INFO(row.body);
  const core::Reading read = reading(prometheus_request(), {http_reply(row.body)});
  CHECK(cause_of(read) == row.cause);
  CHECK_THAT(read.detail, Contains(row.detail));
  CHECK_FALSE(read.value.has_value());
}

TEST_CASE("an error of the source keeps its status and its words") {
  struct Row {
    int status;
    std::string body;
    std::string cause;
    std::string detail;
  };
  const auto row = GENERATE(
      Row{400,
          R"({"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis"})",
          "provider_error", "HTTP 400: bad_data: invalid parameter \"query\": 1:5"},
      Row{422,
          R"({"status":"error","errorType":"execution","error":"found duplicate series for the match group {job=\"self\"} on the right hand-side"})",
          "provider_error", "HTTP 422: execution: found duplicate series"},
      Row{503,
          R"({"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"})",
          "timeout", "HTTP 503: timeout: query timed out"},
      Row{503, R"({"status":"error","errorType":"canceled","error":"query was canceled"})",
          "provider_error", "canceled"},
      Row{200, R"({"status":"error","errorType":"internal","error":"boom"})", "provider_error",
          "internal: boom"},
      Row{404, "404 page not found\n", "provider_error", "\"404 page not found\""},
      Row{500, "", "provider_error", "HTTP 500"},
      Row{401, "Unauthorized", "provider_error", "HTTP 401"},
      Row{302, "<a href=\"/login\">Found</a>", "provider_error", "redirects are not followed"},
      Row{500, vector_of("1"), "provider_error", "HTTP 500"});
  INFO(row.body);
  const core::Reading read = reading(prometheus_request(), {http_reply(row.body, row.status)});
  CHECK(cause_of(read) == row.cause);
  CHECK_THAT(read.detail, Contains(row.detail));
}

TEST_CASE("a failure of the transport keeps its words") {
  const core::MeasurementRequest request = prometheus_request();
  const auto late = reading(request, {failed_reply(TransportFailure::timeout, "no answer in 5s")});
  CHECK(cause_of(late) == "timeout");
  CHECK(late.detail == "no answer in 5s");
  for (const auto failure :
       {TransportFailure::refused, TransportFailure::tls, TransportFailure::too_big,
        TransportFailure::malformed, TransportFailure::other}) {
    const auto failed = reading(request, {failed_reply(failure, "the certificate\nhas expired")});
    CHECK(cause_of(failed) == "provider_error");
    CHECK(failed.detail == "the certificate has expired");
  }
}

TEST_CASE("an answer for another time than the one asked for is stale") {
  const auto answered_at = [](const std::string& kind, const std::string& time) {
    const std::string point = "[" + time + R"(,"0.5"])";
    const std::string result =
        kind == "scalar" ? point : R"([{"metric":{},"value":)" + point + "}]";
    return reading(prometheus_request(),
                   {http_reply(R"({"status":"success","data":{"resultType":")" + kind +
                               R"(","result":)" + result + "}}")});
  };
  const std::string kind = GENERATE("vector", "scalar");
  for (const char* time : {"1795313753.250", "1795313753.251", "1795313753.249"})
    CHECK(answered_at(kind, time).value == 0.5);
  for (const char* time : {"1795227353.250", "1795313753.252", "1795313753", "1795313783.250"}) {
    CAPTURE(time);
    CHECK(cause_of(answered_at(kind, time)) == "stale");
  }
  CHECK_THAT(answered_at(kind, "1795227353.250").detail,
             Contains("answered for 2026-11-21T02:15:53.250Z, asked for 2026-11-22T02:15:53.250Z"));
}

TEST_CASE("a warning about the query stays with the value, one about missing data takes it") {
  std::string body = vector_of("1");
  body.insert(body.size() - 1, R"(,"warnings":["PromQL info: x"])");
  const core::Reading read = reading(prometheus_request(), {http_reply(body)});
  CHECK(read.value == 1.0);
  CHECK(read.detail == "warning: PromQL info: x");
  body.replace(body.find("PromQL info: x"), 14, "store 2 is down");
  const core::Reading partial = reading(prometheus_request(), {http_reply(body)});
  CHECK(cause_of(partial) == "provider_error");
  CHECK(partial.detail == "HTTP 200: partial answer: store 2 is down");
}

TEST_CASE("replies go to the queries in the order asked") {
  core::MeasurementRequest request = prometheus_request();
  request.unit = {Dimension::ratio, 0.01, "%"};
  request.volume_query = "v";
  request.volume_at_least = 100;
  request.baseline_query = "b";
  request.fresh_query = "f";
  request.max_age = minutes(10);
  request.reference_queries = {{"mean_7d", "m"}};
  const core::Reading read =
      reading(request,
              {http_reply(vector_of("2")), http_reply(vector_of("100")), http_reply(vector_of("4")),
               http_reply(vector_of("1795313752.467")), http_reply(vector_of("5"))});
  CHECK(cause_of(read) == "good");
  CHECK(read.value == 0.02);
  CHECK(read.volume == 100.0);
  CHECK(read.baseline == 0.04);
  CHECK(read.references == std::map<std::string, double>{{"mean_7d", 0.05}});
  CHECK(read.sampled_at == Instant{1'795'313'752'467});
  CHECK(read.baseline_cause.empty());
}

TEST_CASE("a backfill gives one reading per grid time, and gaps are nodata") {
  const auto readings = interpreted(
      backfill_of_four(),
      {http_reply(matrix_of(
          R"({"metric":{"__name__":"up","job":"self"},"values":[[1795313723,"1"],[1795313743,"NaN"],[1795313753,"3"]]})"))});
  CHECK(causes_of(readings) == Causes{"good", "nodata", "nan", "good"});
  CHECK(readings[0].value == 1.0);
  CHECK(readings[3].value == 3.0);
  CHECK(readings[1].at == Instant{1'795'313'733'000});
  for (const auto& each : readings)
    CHECK(each.backfilled);
}

TEST_CASE("a single grid time asked for after its time is backfilled too") {
  const core::MeasurementRequest request = prometheus_request();
  const auto replies = std::vector<ports::HttpReply>{http_reply(vector_of("1"))};
  CHECK_FALSE(reading(request, replies, k_at + request.every).backfilled);
  CHECK(reading(request, replies, k_at + request.every + milliseconds(1)).backfilled);
}

TEST_CASE("a backfilled grid time is many exactly where a live poll would be") {
  const auto readings = interpreted(
      backfill_of_four(),
      {http_reply(matrix_of(
          R"({"metric":{"pod":"a"},"values":[[1795313723,"1"],[1795313733,"2"]]},{"metric":{"pod":"b"},"values":[[1795313733,"5"],[1795313743,"6"]]})"))});
  CHECK(causes_of(readings) == Causes{"good", "many", "good", "nodata"});
  CHECK_THAT(readings[1].detail, Contains("{pod=\"a\"} and {pod=\"b\"}"));
  CHECK(readings[2].value == 6.0);
}

TEST_CASE("points at other times than those asked for are not taken for them") {
  for (const char* time : {"1795313720", "1795313724", "1795313763", "1795313723.001"}) {
    INFO(time);
    const auto readings = interpreted(
        backfill_of_four(), {http_reply(matrix_of(R"({"metric":{},"values":[[1795313723,"1"],[)" +
                                                  std::string(time) + R"(,"1"]]})"))});
    CHECK(causes_of(readings) ==
          Causes{"provider_error", "provider_error", "provider_error", "provider_error"});
    CHECK_THAT(readings[0].detail, Contains("was not asked for"));
  }
}

TEST_CASE("a failed range query fails all its grid times") {
  const auto readings =
      interpreted(backfill_of_four(), {failed_reply(TransportFailure::timeout, "slow")});
  CHECK(causes_of(readings) == Causes{"timeout", "timeout", "timeout", "timeout"});
  CHECK(causes_of(interpreted(backfill_of_four(), {http_reply(vector_of("1"))})) ==
        Causes{"provider_error", "provider_error", "provider_error", "provider_error"});
}

TEST_CASE("in a split backfill each exchange answers for its own times") {
  core::MeasurementRequest request = prometheus_request();
  request.every = seconds(1);
  request.from = Instant{0};
  request.to = Instant{11'000'000};
  const auto readings =
      interpreted(request, {failed_reply(TransportFailure::refused, "connection refused"),
                            http_reply(matrix_of(R"({"metric":{},"values":[[11000,"7"]]})"))});
  REQUIRE(readings.size() == 11'001);
  CHECK(cause_of(readings[10'999]) == "provider_error");
  CHECK(readings[11'000].value == 7.0);
}

TEST_CASE("a backfill compares volume and freshness at each grid time") {
  core::MeasurementRequest request = backfill_of_four();
  request.volume_query = "v";
  request.volume_at_least = 10;
  request.fresh_query = "f";
  request.max_age = seconds(15);
  const auto series = [](const char* values) {
    return http_reply(matrix_of(std::string(R"({"metric":{},"values":[)") + values + "]}"));
  };
  const auto readings = interpreted(
      request,
      {series(R"([1795313723,"1"],[1795313733,"1"],[1795313743,"1"],[1795313753,"1"])"),
       series(R"([1795313723,"10"],[1795313733,"9.9"],[1795313743,"10"],[1795313753,"10"])"),
       series(
           R"([1795313723,"1795313720"],[1795313733,"1795313730"],[1795313743,"1795313730"],[1795313753,"1795313730"])")});
  CHECK(causes_of(readings) == Causes{"good", "thin", "good", "stale"});
  CHECK(readings[3].sampled_at == Instant{1'795'313'730'000});
}
