// SPDX-License-Identifier: Apache-2.0
#include "base/percent_encode.hpp"
#include "host/faulty_server.hpp"
#include "sources/bench.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using testing::begins;
using testing::Bench;
using testing::FaultyServer;

namespace {

core::MeasurementRequest request_at(const Bench& bench, const std::string& path,
                                    const std::string& query) {
  auto request = bench.request(plan::SourceKind::json, query);
  request.url = FaultyServer::instance().http("");
  request.path = path;
  return request;
}

/// A request that is answered with that JSON.
core::MeasurementRequest request_for(const Bench& bench, const std::string& json,
                                     const std::string& query) {
  return request_at(bench, "/say/" + percent_encode(json), query);
}

const std::string k_summary = R"({"error_rate":0.25,"requests":400,"generated_at":1795313753})";

} // namespace

TEST_CASE("json: queries are programs over one answer") {
  Bench bench;
  auto request = request_for(bench, k_summary, ".error_rate");
  request.volume_query = ".requests";
  request.volume_due = true;
  request.volume_at_least = 100;
  request.reference_queries["half"] = ".error_rate / 2";
  const auto readings = bench.measure(request);
  REQUIRE(readings.size() == 1);
  CHECK(readings[0].value == 0.25);
  CHECK(readings[0].volume == 400.0);
  CHECK(readings[0].references.at("half") == 0.125);
  CHECK(testing::times_asked(request.path) == "1");
}

TEST_CASE("json: each cause is told apart") {
  Bench bench;
  CHECK(bench.say(request_for(bench, k_summary, ".missing")) == "nodata: the query gave null");
  CHECK(bench.say(request_for(bench, k_summary, "nan")) == "nan: the query gave NaN");
  CHECK(begins(bench.say(request_for(bench, k_summary, ".error_rate, 1")), "many: "));
  CHECK(bench.say(request_for(bench, k_summary, "\"low\"")) ==
        "provider_error: the query gave \"low\", not a number");
  CHECK(begins(bench.say(request_at(bench, "/html", ".")), "provider_error: no JSON: "));
  CHECK(bench.say(request_at(bench, "/status/503", ".")) ==
        "provider_error: HTTP 503: \"{\"error\": \"as asked\"}\"; look into the source's log");
  CHECK(begins(bench.say(request_at(bench, "/nothing", ".")), "provider_error: "));

  auto thin = request_for(bench, k_summary, ".error_rate");
  thin.volume_query = ".requests";
  thin.volume_at_least = 1000;
  CHECK(bench.say(thin) == "thin: volume 400 is below 1000");

  auto stale = request_for(bench, k_summary, ".error_rate");
  stale.fresh_query = ".generated_at";
  stale.max_age = minutes(5);
  stale.from = stale.to = Instant{1'795'313'753'000} + minutes(6);
  stale.every = hours(24 * 365 * 100); // never too late
  CHECK(bench.say(stale) == "stale: the newest sample is 360 s old, at most 5m allowed");
  stale.from = stale.to = Instant{1'795'313'753'000} + minutes(4);
  CHECK(bench.say(stale) == "0.250000");
}

TEST_CASE("json: a source and a program that take too long are timeouts") {
  Bench bench;
  auto slow = request_at(bench, "/slowbody", ".");
  slow.timeout = milliseconds(300);
  CHECK(begins(bench.say(slow), "timeout: "));
  auto endless = request_for(bench, k_summary, "def f: f; f");
  endless.timeout = milliseconds(500);
  CHECK(bench.say(endless) == "timeout: no answer within the source's timeout");
}

TEST_CASE("json: a program that takes all memory is a provider error") {
  Bench bench;
  auto greedy = request_for(bench, k_summary, "\"0123456789\" * 100000000 | length");
  greedy.timeout = seconds(50);
  CHECK(
      begins(bench.say(greedy),
             "provider_error: relctl-reader was ended by signal 6 error: cannot allocate memory"));
}

TEST_CASE("json: a request has a method, headers, a body and credentials") {
  Bench bench;
  auto request = request_at(
      bench, "/echo?tenant=a%26b",
      "if (.first == \"POST /echo?tenant=a%26b HTTP/1.1\") and (.body == \"{}\") and "
      "([.headers[] | select(. == \"X-Kind: probe\" or . == \"X-Key: hunter2-hunter2\")] | "
      "length == 2) then 1 else error(tostring) end");
  request.method = "POST";
  request.body = "{}";
  request.headers = {{"X-Kind", "probe"}};
  request.credentials.headers = {{"X-Key", Bench::secret}};
  CHECK(bench.say(request) == "1.000000");
  request.query = "error(.headers | tostring)";
  const std::string masked = bench.say(request);
  CHECK(begins(masked, "provider_error: "));
  CHECK(masked.find(Bench::secret) == std::string::npos);
}

TEST_CASE("json: without a path the source's url itself is read, parameters of both stay") {
  Bench bench;
  auto request = request_at(bench, "", ".first | length");
  request.url = FaultyServer::instance().http("/echo?all=1");
  CHECK(bench.say(request) == "24.000000");
  request.path = "/sub?one=2";
  request.query = "if .first == \"GET /echo/sub?all=1&one=2 HTTP/1.1\" then 1 else .first end";
  CHECK(bench.say(request) == "1.000000");
}

TEST_CASE("json: a past grid time has no reading, and neither has one that is asked too late") {
  Bench bench;
  auto request = request_for(bench, k_summary, ".error_rate");
  request.from = request.to - seconds(60);
  const auto readings = bench.measure(request);
  REQUIRE(readings.size() == 3);
  CHECK(begins(Bench::text_of(readings[0]), "nodata: polled too late"));
  CHECK(Bench::text_of(readings[2]) == "0.250000");
  request.from = request.to = bench.now() - seconds(31);
  CHECK(begins(bench.say(request), "nodata: polled too late"));
}

TEST_CASE("a reader that is missing is one clear line") {
  Bench bench({"/nowhere/relctl-reader", {}, {}});
  CHECK(bench.say(request_for(bench, k_summary, ".error_rate")) ==
        "provider_error: relctl-reader does not run: cannot run '/nowhere/relctl-reader': No such "
        "file or directory; check the path");
}
