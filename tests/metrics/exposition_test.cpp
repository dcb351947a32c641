// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.hpp"
#include "metrics/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::metrics;
using Catch::Contains;
using ports::TransportFailure;

namespace {

const std::string k_ratio = "rate(http_total{code=~\"5..\"}) / rate(http_total)";

std::string http_page(int good, int bad) {
  return "# TYPE http_total counter\nhttp_total{code=\"200\"} " + std::to_string(good) +
         "\nhttp_total{code=\"500\"} " + std::to_string(bad) + "\n";
}

/// Polls `pages` one `every` apart, each 40 ms after its grid time, and hands every reading back as
/// the caller does; gives the last reading.
core::Reading polled(core::MeasurementRequest request, const std::vector<ports::HttpReply>& pages) {
  core::Reading last;
  for (const ports::HttpReply& reply : pages) {
    last = reading(request, {reply}, request.from + milliseconds(40));
    if (!last.samples.empty())
      request.earlier.push_back(last);
    request.from = request.to = request.from + request.every;
  }
  return last;
}

} // namespace

TEST_CASE("all queries are answered by one page") {
  core::MeasurementRequest request = exposition_request("a");
  request.volume_query = "b";
  request.reference_queries = {{"r", "c"}};
  request.credentials.username = "reader";
  const auto exchanges = exposition_transport(request);
  REQUIRE(exchanges.size() == 1);
  CHECK(exchanges[0].method == "GET");
  CHECK(exchanges[0].url == "http://127.0.0.1:9100/metrics");
  CHECK(exchanges[0].credentials == request.credentials);
  CHECK(exchanges[0].timeout == seconds(5));
  REQUIRE(exchanges[0].headers.size() == 1);
  CHECK(exchanges[0].headers[0].first == "Accept");
  CHECK_THAT(exchanges[0].headers[0].second,
             Contains("application/openmetrics-text;version=1.0.0") &&
                 Contains("text/plain;version=0.0.4"));
}

TEST_CASE("value, volume, baseline, freshness and references come from the same page") {
  core::MeasurementRequest request = exposition_request("latency_ms{track=\"canary\"}");
  request.unit = {Dimension::time, 0.001, "ms"};
  request.volume_query = "sum(served)";
  request.volume_at_least = 10;
  request.baseline_query = "latency_ms{track=\"stable\"}";
  request.fresh_query = "computed_at_seconds";
  request.max_age = minutes(10);
  request.reference_queries = {{"goal", "goal_ms"}, {"lost", "no_such"}};
  const core::Reading read =
      reading(request, {page("latency_ms{track=\"canary\"} 250\nlatency_ms{track=\"stable\"} 200\n"
                             "served{p=\"a\"} 7\nserved{p=\"b\"} 4\ngoal_ms 100\n"
                             "computed_at_seconds 1795313700\n")});
  CHECK(cause_of(read) == "good");
  CHECK(read.value == 0.25);
  CHECK(read.volume == 11.0);
  CHECK(read.baseline == 0.2);
  CHECK(read.references == std::map<std::string, double>{{"goal", 0.1}});
  CHECK(read.baseline_cause == "lost: nodata: no series matches no_such");
  CHECK(read.samples.empty());
}

TEST_CASE("the first scrape of a rate is before_phase, and the second answers") {
  const core::MeasurementRequest request = exposition_request(k_ratio);
  const core::Reading first = polled(request, {page(http_page(100, 5))});
  CHECK(cause_of(first) == "before_phase");
  CHECK(first.samples == std::map<std::string, double>{{R"(http_total{code="200"})", 100},
                                                       {R"(http_total{code="500"})", 5}});
  CHECK(first.sampled_at == k_at + milliseconds(40));
  const core::Reading second = polled(request, {page(http_page(100, 5)), page(http_page(190, 15))});
  CHECK(cause_of(second) == "good");
  CHECK(second.value == Approx(0.1));
}

TEST_CASE("or 0 of a counter never exposed is 0 on a page that was read, and nothing on others") {
  const auto request =
      exposition_request("(rate(http_total{code=~\"5..\"}) or 0) / rate(http_total)");
  const auto good = [](int n) {
    return page("http_total{code=\"200\"} " + std::to_string(n) + "\n");
  };
  CHECK(polled(request, {good(100), good(190)}).value == 0.0);
  CHECK(cause_of(polled(request, {good(100), page("")})) == "nodata");
  CHECK(cause_of(polled(request, {good(100), http_reply("", 500)})) == "provider_error");
  CHECK(cause_of(polled(request, {good(100), http_reply("<html>", 200, "text/html")})) ==
        "provider_error");
}

TEST_CASE("a rate survives a restart of the target") {
  const core::Reading read =
      polled(exposition_request("increase(http_total)"),
             {page(http_page(100, 5)), page(http_page(10, 0)), page(http_page(30, 2))});
  CHECK(read.value == 32.0);
}

TEST_CASE("a rate is per second of the time that really passed") {
  core::MeasurementRequest request = exposition_request("rate(http_total)");
  core::Reading first = reading(request, {page(http_page(0, 0))}, k_at + seconds(10));
  request.earlier = {first};
  request.from = request.to = k_at + minutes(1);
  const auto late = reading(request, {page(http_page(60, 20))}, request.to + seconds(30));
  CHECK(late.value == Approx(80 / 80.0));
  // Without its sample time the earlier scrape counts from its grid time.
  request.earlier[0].sampled_at.reset();
  CHECK(reading(request, {page(http_page(60, 30))}, request.to + seconds(30)).value ==
        Approx(90 / 90.0));
}

TEST_CASE("scrapes before the window do not count") {
  core::MeasurementRequest request = exposition_request("increase(http_total)");
  request.every = seconds(20);
  const core::Reading read =
      polled(request, {page(http_page(0, 0)), page(http_page(1000, 0)), page(http_page(1001, 0)),
                       page(http_page(1002, 0)), page(http_page(1003, 0))});
  CHECK(read.value == 3.0);
  // A gap as long as the window leaves one scrape in it.
  request.earlier = {reading(request, {page(http_page(0, 0))})};
  request.from = request.to = k_at + seconds(80);
  const core::Reading after_gap =
      reading(request, {page(http_page(9, 0))}, request.to + milliseconds(40));
  CHECK(cause_of(after_gap) == "nodata");
  CHECK_THAT(after_gap.detail, Contains("second scrape needed"));
}

TEST_CASE("a scrape whose window lies inside the phase never counts as the first") {
  core::MeasurementRequest request = exposition_request("rate(http_total)");
  request.phase_start = k_at - minutes(1);
  const auto replies = std::vector<ports::HttpReply>{page(http_page(7, 0))};
  CHECK(cause_of(reading(request, replies)) == "nodata");
  request.phase_start = k_at - seconds(59);
  CHECK(cause_of(reading(request, replies)) == "before_phase");
}

TEST_CASE("an idle target is thin before it is nan") {
  core::MeasurementRequest request = exposition_request(k_ratio);
  const std::vector<ports::HttpReply> idle = {page(http_page(100, 5)), page(http_page(100, 5))};
  CHECK(cause_of(polled(request, idle)) == "nan");
  request.volume_query = "increase(http_total)";
  request.volume_at_least = 20;
  const core::Reading thin = polled(request, idle);
  CHECK(cause_of(thin) == "thin");
  CHECK(thin.volume == 0.0);
  CHECK_FALSE(thin.samples.empty());
  CHECK(cause_of(polled(request, {idle[0]})) == "before_phase");
}

TEST_CASE("a scrape one every after its grid time is too late, but later windows may use it") {
  core::MeasurementRequest request = exposition_request("increase(http_total)");
  const auto replies = std::vector<ports::HttpReply>{page(http_page(7, 0))};
  const core::Reading late = reading(request, replies, k_at + seconds(30) + milliseconds(1));
  CHECK(cause_of(late) == "nodata");
  CHECK_THAT(late.detail, Contains("polled too late"));
  CHECK(late.samples.size() == 2);
  CHECK(cause_of(reading(request, replies, k_at + seconds(30))) == "before_phase");
}

TEST_CASE("of several grid times only the last can be read") {
  core::MeasurementRequest request = exposition_request("sum(http_total)");
  request.to = k_at + seconds(60);
  const auto readings = interpreted(request, {page(http_page(7, 0))}, request.to + seconds(1));
  REQUIRE(readings.size() == 3);
  CHECK(cause_of(readings[0]) == "nodata");
  CHECK_THAT(readings[1].detail, Contains("polled too late"));
  CHECK(readings[1].at == k_at + seconds(30));
  CHECK(readings[2].value == 7.0);
}

TEST_CASE("times that samples carry decide about staleness where an age is asked for") {
  core::MeasurementRequest request = exposition_request("max(quality)");
  const auto replies = std::vector<ports::HttpReply>{
      page("quality{p=\"a\"} 1 1795313750000\nquality{p=\"b\"} 2 1795313153000\n")};
  CHECK(cause_of(reading(request, replies)) == "good");
  CHECK(reading(request, replies).sampled_at == Instant{1'795'313'153'000});
  request.max_age = minutes(10);
  CHECK(cause_of(reading(request, replies)) == "stale");
  request.max_age = minutes(11);
  CHECK(cause_of(reading(request, replies)) == "good");
  const auto ahead = std::vector<ports::HttpReply>{page("quality 1 1795313900000\n")};
  const core::Reading skewed = reading(request, ahead);
  CHECK(cause_of(skewed) == "provider_error");
  CHECK_THAT(skewed.detail, Contains("clock skew"));
  const core::Reading timeless = reading(request, {page("quality 1\n")});
  CHECK(cause_of(timeless) == "nodata");
  CHECK_THAT(timeless.detail, Contains("freshness unknown: the samples carry no times"));
}

TEST_CASE("a sample may be newer than the grid time, up to the scrape and a minute more") {
  core::MeasurementRequest request = exposition_request("quality");
  request.max_age = minutes(10);
  const auto replies = std::vector<ports::HttpReply>{page("quality 1 1795313833250\n")};
  CHECK(cause_of(reading(request, replies, k_at + seconds(20))) == "good");
  CHECK(cause_of(reading(request, replies, k_at + seconds(19))) == "provider_error");
}

TEST_CASE("a page that stands still is no second scrape, however often it is read") {
  const auto cached = page("http_total 5 1795313750000\n");
  const core::Reading read = polled(exposition_request("rate(http_total)"), {cached, cached});
  CHECK(cause_of(read) == "nodata");
  CHECK_THAT(read.detail, Contains("second scrape needed"));
}

TEST_CASE("a page that cannot be read is a provider_error with its words") {
  struct Row {
    ports::HttpReply reply;
    std::string cause;
    std::string detail;
  };
  const std::string openmetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  const auto row = GENERATE_COPY(
      Row{failed_reply(TransportFailure::timeout, "no answer in 5s"), "timeout", "no answer"},
      Row{failed_reply(TransportFailure::too_big, "over 8 MiB"), "provider_error", "over 8 MiB"},
      Row{http_reply("try later", 503), "provider_error", "HTTP 503: \"try later\""},
      Row{http_reply("", 302), "provider_error", "redirects are not followed"},
      Row{http_reply("<html>Sign in</html>", 200, "text/html"), "provider_error",
          "line 1: a metric name is due: \"<html>Sign in</html>\""},
      Row{page("load 1\nload 2"), "provider_error", "line 2"},
      Row{page("load 1\nload 1\n"), "provider_error", "twice"},
      Row{http_reply("load 1\n", 200, openmetrics), "provider_error", "# EOF"},
      Row{page(""), "nodata", "no series matches load"});
  INFO(row.detail);
  const core::Reading read = reading(exposition_request("load"), {row.reply});
  CHECK(cause_of(read) == row.cause);
  CHECK_THAT(read.detail, Contains(row.detail));
  CHECK(read.samples.empty());
}

TEST_CASE("OpenMetrics pages are read by their own rules") {
  const std::string type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  const core::Reading read =
      reading(exposition_request("load"), {http_reply("load 1 1795313750.5\n# EOF\n", 200, type)});
  CHECK(read.value == 1.0);
  CHECK(read.sampled_at == Instant{1'795'313'750'500});
}

TEST_CASE("more series than can be kept are many, and the bound itself is not") {
  std::string text;
  for (int i = 0; i < 2000; ++i)
    text += "c{i=\"" + std::to_string(i) + "\"} 1\n";
  const core::MeasurementRequest request = exposition_request("rate(c)");
  CHECK(reading(request, {page(text)}).samples.size() == 2000);
  const core::Reading many = reading(request, {page(text + "c 1\n")});
  CHECK(cause_of(many) == "many");
  CHECK_THAT(many.detail, Contains("2001 series"));
  CHECK(many.samples.empty());
  // What needs no history is not bounded.
  CHECK(reading(exposition_request("sum(c)"), {page(text + "c 1\n")}).value == 2001.0);
}

TEST_CASE("counters that are no numbers are not kept for later windows") {
  const core::Reading read = reading(exposition_request("rate(c)"),
                                     {page("c{i=\"1\"} NaN\nc{i=\"2\"} 4\nc{i=\"3\"} +Inf\n")});
  CHECK(read.samples == std::map<std::string, double>{{"c{i=\"2\"}", 4}});
  CHECK(cause_of(read) == "nan");
}

TEST_CASE("a query that cannot be read is a provider_error of its own place") {
  core::MeasurementRequest request = exposition_request("rate(");
  CHECK(cause_of(reading(request, {page("a 1\n")})) == "provider_error");
  request.query = "a";
  request.baseline_query = "sum(";
  const core::Reading read = reading(request, {page("a 1\n")});
  CHECK(read.value == 1.0);
  CHECK_THAT(read.baseline_cause, Contains("baseline: provider_error"));
}

TEST_CASE("samples come back from their keys whatever their labels hold") {
  const std::string label = R"(a\\b\"c\n灰{}=,# )";
  const auto page_with = [&label](int n) {
    return page("c{x=\"" + label + "\",y=\"\"} " + std::to_string(n) + "\n");
  };
  CHECK(polled(exposition_request("increase(c)"), {page_with(5), page_with(9)}).value == 4.0);
}
