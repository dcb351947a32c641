// SPDX-License-Identifier: Apache-2.0
#include "metrics/given.hpp"
#include "metrics/protocol.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace relctl;
using namespace relctl::metrics;

namespace {

/// Bodies and failures such as a broken source gives, and good ones; the seed decides.
class BrokenSource {
public:
  explicit BrokenSource(unsigned seed) : m_random(seed) {}

  std::size_t below(std::size_t bound) { return m_random() % bound; }

  std::string number() {
    static const std::vector<std::string> k_numbers = {
        "0",    "1",     "0.5",    "100",          "-3",   "NaN",  "+Inf",
        "-Inf", "1e308", "-1e308", "1795313753.2", "1e20", "1e-9", "oops"};
    return k_numbers[below(k_numbers.size())];
  }

  ports::HttpReply damaged(ports::HttpReply reply) {
    static const ports::TransportFailure k_failures[] = {ports::TransportFailure::timeout,
                                                         ports::TransportFailure::refused,
                                                         ports::TransportFailure::too_big};
    switch (below(12)) {
    case 0:
      return failed_reply(k_failures[below(3)], "it failed");
    case 1:
      reply.status = static_cast<int>(200 + 100 * below(4));
      return reply;
    case 2:
      reply.body.resize(below(reply.body.size() + 1));
      return reply;
    case 3:
      if (!reply.body.empty())
        reply.body[below(reply.body.size())] = static_cast<char>(below(256));
      return reply;
    default:
      return reply;
    }
  }

  ports::HttpReply api_reply(std::size_t grid_times) {
    if (below(10) == 0)
      return damaged(http_reply(k_empty_vector));
    if (grid_times == 1)
      return damaged(http_reply(vector_of(number())));
    std::string values;
    for (std::size_t i = 0; i < grid_times; ++i)
      if (below(4) != 0)
        values += (values.empty() ? "[" : ",[") + std::to_string(1'795'313'753 + 30 * i) +
                  ".250,\"" + number() + "\"]";
    return damaged(http_reply(
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[)" +
        values + "]}]}}"));
  }

  ports::HttpReply metrics_page() {
    std::string text;
    for (const char* series :
         {"a", "b_total{x=\"1\"}", "b_total{x=\"2\"}", "h_bucket{le=\"1\"}", "h_bucket{le=\"2\"}",
          "h_bucket{le=\"+Inf\"}", "s{quantile=\"0.5\"}"})
      if (below(8) != 0)
        text += std::string(series) + " " + number() + "\n";
    return damaged(page(text));
  }

  std::string query() {
    static const std::vector<std::string> k_queries = {"a",
                                                       "sum(b_total)",
                                                       "rate(b_total)",
                                                       "increase(b_total) / a",
                                                       "a / a",
                                                       "max(nope)",
                                                       "rate(b_total) / increase(b_total)",
                                                       "quantile(0.9, h)",
                                                       "quantile(0.5, s)"};
    return k_queries[below(k_queries.size())];
  }

private:
  std::mt19937 m_random;
};

core::MeasurementRequest with_everything(BrokenSource& source, core::MeasurementRequest request) {
  request.unit = {Dimension::bytes, 1024, "KiB"};
  request.query = source.query();
  request.volume_query = source.below(2) == 0 ? "" : source.query();
  request.volume_at_least = 0.5;
  request.baseline_query = source.query();
  request.fresh_query = source.below(3) == 0 ? source.query() : "";
  // Without a query the page's own times are asked for, and most pages have none.
  if (!request.fresh_query.empty() || source.below(8) == 0)
    request.max_age = minutes(10);
  request.reference_queries = {{"r", source.query()}};
  return request;
}

void check_is_sound(const core::Reading& read) {
  CHECK(read.value.has_value() != read.cause.has_value());
  CHECK((read.value || !read.detail.empty()));
  CHECK(read.detail.find('\n') == std::string::npos);
  for (const auto& number : {read.value, read.volume, read.baseline})
    CHECK((!number || std::isfinite(*number)));
  for (const auto& [id, number] : read.references)
    CHECK(std::isfinite(number));
  for (const auto& [key, number] : read.samples)
    CHECK(std::isfinite(number));
  CHECK((read.baseline || !read.baseline_cause.empty() || read.cause));
}

} // namespace

TEST_CASE("the protocol speaks to each kind of source") {
  const auto protocol = make_measurement_protocol({});
  const auto url_of = [&](const core::MeasurementRequest& request) {
    return std::get<ports::HttpRequest>(protocol->transport(request).at(0)).url;
  };
  CHECK(url_of(prometheus_request()).find("/api/v1/query?") != std::string::npos);
  CHECK(url_of(exposition_request("a")) == "http://127.0.0.1:9100/metrics");
}

TEST_CASE("no answer of a broken Prometheus puts NaN or infinity into a reading") {
  int good = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    INFO("seed " << seed);
    BrokenSource source(seed);
    core::MeasurementRequest request = with_everything(source, prometheus_request());
    const std::size_t grid_times = 1 + source.below(4);
    request.to = request.from + static_cast<std::int64_t>(grid_times - 1) * request.every;
    std::vector<ports::HttpReply> replies;
    for (std::size_t i = 0; i < make_measurement_protocol({})->transport(request).size(); ++i)
      replies.push_back(source.api_reply(grid_times));
    const auto readings = interpreted(request, replies);
    REQUIRE(readings.size() == grid_times);
    for (const core::Reading& read : readings) {
      check_is_sound(read);
      good += read.value ? 1 : 0;
    }
  }
  CHECK(good > 1000);
}

TEST_CASE("no page of a broken target puts NaN or infinity into a reading") {
  int good = 0;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    INFO("seed " << seed);
    BrokenSource source(seed);
    core::MeasurementRequest request = with_everything(source, exposition_request("a"));
    for (int scrape = 0; scrape < 5; ++scrape) {
      const core::Reading read =
          reading(request, {source.metrics_page()},
                  request.from + milliseconds(static_cast<std::int64_t>(source.below(40'000))));
      check_is_sound(read);
      good += read.value ? 1 : 0;
      request.earlier.push_back(read);
      request.from = request.to = request.from + request.every;
    }
  }
  CHECK(good > 200);
}
