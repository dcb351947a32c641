// SPDX-License-Identifier: Apache-2.0
#include "metrics/given.hpp"
#include "metrics/prometheus.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::metrics;

TEST_CASE("a live poll asks for exactly its grid time") {
  core::MeasurementRequest request = prometheus_request();
  request.query = "sum(up)";
  request.url = "https://prom.example.com/prefix/";
  request.credentials.bearer_token_file = "/etc/relctl/token";
  const auto exchanges = prometheus_transport(request);
  REQUIRE(exchanges.size() == 1);
  CHECK(exchanges[0].method == "GET");
  CHECK(exchanges[0].url == "https://prom.example.com/prefix/api/v1/query?query=sum%28up%29&"
                            "time=1795313753.250&timeout=5.000");
  CHECK(exchanges[0].timeout == seconds(5));
  CHECK(exchanges[0].credentials == request.credentials);
  CHECK(exchanges[0].redirects == 0);
}

TEST_CASE("every query of a request is one exchange, in the documented order") {
  core::MeasurementRequest request = prometheus_request();
  request.query = "value";
  request.volume_query = "volume";
  request.baseline_query = "baseline";
  request.fresh_query = "fresh";
  request.reference_queries = {{"b", "second"}, {"a", "first"}};
  const auto exchanges = prometheus_transport(request);
  REQUIRE(exchanges.size() == 6);
  std::vector<std::string> asked;
  for (const auto& exchange : exchanges)
    asked.push_back(exchange.url.substr(exchange.url.find("query=")));
  CHECK(asked[0].starts_with("query=value&"));
  CHECK(asked[1].starts_with("query=volume&"));
  CHECK(asked[2].starts_with("query=baseline&"));
  CHECK(asked[3].starts_with("query=fresh&"));
  CHECK(asked[4].starts_with("query=first&"));
  CHECK(asked[5].starts_with("query=second&"));
}

TEST_CASE("a baseline of an earlier time is the same question that much earlier") {
  core::MeasurementRequest request = prometheus_request();
  request.query = request.baseline_query = "up";
  request.baseline_offset = hours(24);
  const auto exchanges = prometheus_transport(request);
  REQUIRE(exchanges.size() == 2);
  CHECK(exchanges[0].url.find("time=1795313753.250&") != std::string::npos);
  CHECK(exchanges[1].url.find("time=1795227353.250&") != std::string::npos);
  request.to = request.from + minutes(1);
  CHECK(prometheus_transport(request)[1].url.find("start=1795227353.250&end=1795227413.250&") !=
        std::string::npos);
}

TEST_CASE("a backfill asks for a range of exactly the grid times") {
  core::MeasurementRequest request = prometheus_request();
  request.to = request.from + minutes(2);
  const auto exchanges = prometheus_transport(request);
  REQUIRE(exchanges.size() == 1);
  CHECK(exchanges[0].url ==
        "http://127.0.0.1:9090/api/v1/query_range?query=up&start=1795313753.250&"
        "end=1795313873.250&step=30.000&timeout=5.000");
}

TEST_CASE("a backfill of more points than Prometheus allows is split") {
  core::MeasurementRequest request = prometheus_request();
  request.every = seconds(1);
  request.from = Instant{0};
  request.to = Instant{11'000'000};
  request.volume_query = "volume";
  const auto exchanges = prometheus_transport(request);
  REQUIRE(exchanges.size() == 4);
  CHECK(exchanges[0].url.find("start=0.000&end=10999.000&") != std::string::npos);
  CHECK(exchanges[1].url.find("start=11000.000&end=11000.000&") != std::string::npos);
  CHECK(exchanges[2].url.find("query=volume&start=0.000&") != std::string::npos);

  request.to = Instant{10'999'000};
  CHECK(prometheus_transport(request).size() == 2);
}

TEST_CASE("a query too long for a request line is posted as a form") {
  core::MeasurementRequest request = prometheus_request();
  request.url = "http://127.0.0.1:9090/p?dedup=true";
  request.query = "sum(" + std::string(5000, 'x') + ")";
  const auto exchanges = prometheus_transport(request);
  REQUIRE(exchanges.size() == 1);
  CHECK(exchanges[0].method == "POST");
  CHECK(exchanges[0].url == "http://127.0.0.1:9090/p/api/v1/query?dedup=true");
  CHECK(exchanges[0].body ==
        "query=sum%28" + std::string(5000, 'x') + "%29&time=1795313753.250&timeout=5.000");
  const std::pair<std::string, std::string> type{"Content-Type",
                                                 "application/x-www-form-urlencoded"};
  CHECK(std::count(exchanges[0].headers.begin(), exchanges[0].headers.end(), type) == 1);
}
