// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition_text.hpp"
#include "metrics/operand.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::metrics;
using Catch::Contains;

namespace {

std::vector<Sample> page_samples(const std::string& text) {
  auto read = parse_exposition_text(text, ExpositionFormat::prometheus_text, {});
  REQUIRE(read);
  return *read;
}

/// The name of the answer's cause; `good` for a number.
std::string answer_cause(const Answer& answer) {
  return answer.number ? "good" : std::string(plan::cause_name(answer.cause));
}

struct TimedPage {
  int at_s;
  std::string text;
};

/// What the query gives over a window of one minute that ends with the last page.
Answer answer(const std::string& query, const std::vector<TimedPage>& pages) {
  const auto parsed = plan::parse_exposition_query(query);
  REQUIRE(parsed);
  Window window{minutes(1), {}, pages.size() == 1};
  for (const TimedPage& page : pages)
    window.scrapes.push_back({Instant{1000 * page.at_s}, page_samples(page.text)});
  return evaluate(*parsed, window);
}

Answer answer(const std::string& query, const std::string& text) {
  return answer(query, std::vector<TimedPage>{{60, text}});
}

const std::string k_pods = "load{pod=\"a\"} 3\nload{pod=\"b\"} -1\nload{pod=\"c\"} 4\n";

} // namespace

TEST_CASE("a family counts its series under every name that it has") {
  const std::string page = "reload_total{plugin=\"a\"} 1\nreload_total{plugin=\"b\"} 2\n"
                           "reload_seconds_bucket{le=\"+Inf\"} 1\nreload_seconds_count 1\n";
  CHECK(answer("family(reload_total)", {{0, page}}).number == 2);
  CHECK(answer("family(reload)", {{0, page}}).number == 2);
  CHECK(answer("family(reload_seconds)", {{0, page}}).number == 2);
  CHECK(answer_cause(answer("family(reload_sec)", {{0, page}})) == "nodata");
}

TEST_CASE("one matching sample is the value") {
  CHECK(answer("load{pod=\"a\"}", k_pods).number == 3.0);
}

TEST_CASE("several matching samples are many where one is due") {
  const Answer many = answer("load{pod!=\"a\"}", k_pods);
  CHECK(answer_cause(many) == "many");
  CHECK_THAT(many.detail, Contains("load{pod=\"b\"} and load{pod=\"c\"}"));
}

TEST_CASE("sum, min, max and avg fold all matching samples") {
  CHECK(answer("sum(load)", k_pods).number == 6.0);
  CHECK(answer("min(load)", k_pods).number == -1.0);
  CHECK(answer("max(load)", k_pods).number == 4.0);
  CHECK(answer("avg(load)", k_pods).number == 2.0);
  CHECK(answer("max(load{pod=~\"a|b\"})", k_pods).number == 3.0);
}

TEST_CASE("one NaN among the samples makes every fold unknown") {
  for (const std::string fold : {"sum", "min", "max", "avg"}) {
    const Answer unknown = answer(fold + "(load)", k_pods + "load{pod=\"d\"} NaN\n");
    INFO(fold);
    CHECK(answer_cause(unknown) == "nan");
  }
  CHECK(answer_cause(answer("max(load)", k_pods + "load{pod=\"d\"} +Inf\n")) == "nan");
}

TEST_CASE("no matching series is nodata and the detail says what is there") {
  const Answer none = answer("sum(load{pod=\"z\"})", k_pods);
  CHECK(answer_cause(none) == "nodata");
  CHECK_THAT(none.detail, Contains("load{pod=\"z\"}") && Contains("3 of that name"));
  CHECK(answer("sum(nope)", k_pods).detail == "no series matches nope");
  CHECK(answer_cause(answer("rate(nope)", {{0, k_pods}, {60, k_pods}})) == "nodata");
}

TEST_CASE("a rate is the growth of all series over the time between first and last scrape") {
  const std::vector<TimedPage> pages = {{0, "c{p=\"a\"} 10\nc{p=\"b\"} 100\n"},
                                        {30, "c{p=\"a\"} 16\nc{p=\"b\"} 4\n"},
                                        {50, "c{p=\"a\"} 20\nc{p=\"b\"} 6\n"}};
  CHECK(answer("rate(c)", pages).number == Approx((10 + 6) / 50.0));
  CHECK(answer("increase(c)", pages).number == 16.0);
  CHECK(answer("increase(c{p=\"b\"})", pages).number == 6.0);
}

TEST_CASE("growth needs two scrapes at least half the window apart") {
  const Answer first = answer("rate(c)", "c 10\n");
  CHECK(answer_cause(first) == "before_phase");
  CHECK_THAT(first.detail, Contains("second scrape needed"));
  const Answer close = answer("increase(c)", {{31, "c 10\n"}, {60, "c 20\n"}});
  CHECK(answer_cause(close) == "nodata");
  CHECK_THAT(close.detail, Contains("window of 1m holds 2 over 29s"));
  CHECK(answer("increase(c)", {{30, "c 10\n"}, {60, "c 20\n"}}).number == 10.0);
}

TEST_CASE("scrapes whose samples carry the same or an earlier time are no second scrape") {
  CHECK(answer_cause(answer("rate(c)", {{60, "c 10\n"}, {60, "c 10\n"}})) == "nodata");
  CHECK(answer_cause(answer("rate(c)", {{60, "c 10\n"}, {0, "c 10\n"}})) == "nodata");
}

TEST_CASE("a counter that is gone from the last scrape is nodata") {
  CHECK(answer_cause(answer("rate(c)", {{0, "c 10\n"}, {60, "d 1\n"}})) == "nodata");
}

TEST_CASE("a counter that is no number is nan") {
  const Answer unknown = answer("rate(c)", {{0, "c 10\n"}, {60, "c NaN\n"}});
  CHECK(answer_cause(unknown) == "nan");
  CHECK_THAT(unknown.detail, Contains("c is NaN"));
}

TEST_CASE("a ratio divides, and by zero it is nan") {
  const auto ratio = [](const std::string& errors, const std::string& all) {
    return answer("rate(e) / rate(r)",
                  {{0, "e 0\nr 0\n"}, {60, "e " + errors + "\nr " + all + "\n"}});
  };
  CHECK(ratio("5", "100").number == Approx(0.05));
  CHECK(ratio("0", "100").number == 0.0);
  CHECK(answer_cause(ratio("0", "0")) == "nan");
  CHECK_THAT(ratio("0", "0").detail, Contains("NaN"));
  CHECK_THAT(ratio("5", "0").detail, Contains("+Inf"));
}

TEST_CASE("a ratio has the cause of its first operand without a number") {
  CHECK(answer_cause(answer("load / nope", k_pods)) == "many");
  CHECK(answer_cause(answer("nope / load", k_pods)) == "nodata");
  CHECK(answer_cause(answer("sum(load) / load", k_pods)) == "many");
}

TEST_CASE("or 0 makes a numerator without series 0, from the first window on") {
  const std::string ratio = "(rate(c{code=\"500\"}) or 0) / rate(c)";
  const std::vector<TimedPage> good = {{0, "c{code=\"200\"} 10\n"}, {60, "c{code=\"200\"} 90\n"}};
  CHECK(answer(ratio, good).number == 0.0);
  CHECK(answer_cause(answer(ratio, good[0].text)) == "before_phase");
  const std::string first_errors = "c{code=\"200\"} 86\nc{code=\"500\"} 4\n";
  CHECK(answer(ratio, {good[0], {60, first_errors}}).number == Approx(0.05));
  CHECK(answer("(sum(load{pod=\"z\"}) or 0) / sum(load)", k_pods).number == 0.0);
  CHECK(answer("(load{pod=\"z\"} or 0) / load{pod=\"a\"}", k_pods).number == 0.0);
}

TEST_CASE("or 0 hides neither an absent denominator nor a lost counter") {
  const std::string ratio = "(rate(c{code=\"500\"}) or 0) / rate(c)";
  CHECK(answer_cause(answer(ratio, {{0, "d 1\n"}, {60, "d 2\n"}})) == "nodata");
  CHECK(answer_cause(answer(ratio, "")) == "nodata");
  const Answer lost =
      answer(ratio, {{0, "c{code=\"200\"} 9\nc{code=\"500\"} 4\n"}, {60, "c{code=\"200\"} 99\n"}});
  CHECK(answer_cause(lost) == "nodata");
  CHECK_THAT(lost.detail, Contains("it was there earlier in the window"));
  CHECK(answer_cause(answer(ratio, {{0, "c 1\n"}, {60, "c 1\n"}})) == "nan");
  CHECK(answer_cause(answer("(load or 0) / sum(load)", k_pods)) == "many");
}

TEST_CASE("a histogram's quantile is that of the window, over all its series") {
  const std::string before =
      "h_bucket{le=\"0.1\",p=\"a\"} 1000\nh_bucket{le=\"0.2\",p=\"a\"} 1000\n"
      "h_bucket{le=\"+Inf\",p=\"a\"} 1000\n";
  const std::string after = "h_bucket{le=\"0.1\",p=\"a\"} 1010\nh_bucket{le=\"0.2\",p=\"a\"} 1030\n"
                            "h_bucket{le=\"+Inf\",p=\"a\"} 1030\n"
                            "h_bucket{le=\"0.1\",p=\"b\"} 40\nh_bucket{le=\"0.2\",p=\"b\"} 70\n"
                            "h_bucket{le=\"+Inf\",p=\"b\"} 70\nh_sum 1\nh_count 2\n";
  CHECK(answer("quantile(0.95, h)", {{0, before}, {60, after}}).number == Approx(0.19));
  CHECK(answer("quantile(0.95, h{p=\"a\"})", {{0, before}, {60, after}}).number == Approx(0.1925));
  CHECK(answer_cause(answer("quantile(0.95, h)", before)) == "before_phase");
  CHECK(answer_cause(answer("quantile(0.95, h)", {{0, before}, {60, before}})) == "nan");
  CHECK(answer_cause(answer("quantile(0.95, h{p=\"z\"})", {{0, before}, {60, after}})) == "nodata");
}

TEST_CASE("a restart that leaves a bucket where it stood does not bend the quantile") {
  CHECK(answer("quantile(0.5, h)",
               {{0, "h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 9\nh_bucket{le=\"+Inf\"} 9\n"},
                {60, "h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 5\nh_bucket{le=\"+Inf\"} 5\n"}})
            .number == Approx(0.5));
}

TEST_CASE("buckets that are not cumulative are refused") {
  const Answer refused =
      answer("quantile(0.5, h)", {{0, "h_bucket{le=\"1\"} 0\nh_bucket{le=\"+Inf\"} 0\n"},
                                  {60, "h_bucket{le=\"1\"} 9\nh_bucket{le=\"+Inf\"} 5\n"}});
  CHECK(answer_cause(refused) == "provider_error");
  CHECK_THAT(refused.detail, Contains("counts fall"));
}

TEST_CASE("a summary's quantile is the sample as it is, without a second scrape") {
  const std::string summary = "s{quantile=\"0.5\"} 1\ns{quantile=\"0.95\"} 7\ns_sum 3\ns_count 2\n";
  CHECK(answer("quantile(0.95, s)", summary).number == 7.0);
  CHECK(answer_cause(answer("quantile(0.9, s)", summary)) == "nodata");
  CHECK(answer_cause(answer("quantile(0.95, s)", "s{quantile=\"0.95\"} NaN\n")) == "nan");
  CHECK(answer_cause(answer("quantile(0.95, s)",
                            "s{quantile=\"0.950\",p=\"a\"} 1\ns{quantile=\"0.95\"} 1\n")) ==
        "many");
}
