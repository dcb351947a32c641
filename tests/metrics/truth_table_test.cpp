// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"
#include "core/given.hpp"
#include "core/impossible_numbers.hpp"
#include "metrics/given.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace relctl;
using namespace relctl::metrics;
using core::Verdict;
using test::Given;
using test::k_noon;

namespace {

constexpr Verdict P = Verdict::promote;
constexpr Verdict H = Verdict::hold;
constexpr Verdict R = Verdict::rollback;

/// What the queries are answered with, by the words of reply_for(); `-` is not asked. The verdict
/// is that of a phase at its end: breach `> 1%` at once, target `< 0.5%`.
struct Row {
  const char* value;
  const char* volume; ///< At least 100 are due.
  const char* age;    ///< Of the data, at most 10 m; the rest as for the others.
  const char* cause;
  Verdict verdict;
};

constexpr Row k_rows[] = {
    // The value alone.
    {"0.001", "-", "-", "good", P},
    {"0", "-", "-", "good", P},
    {"-0", "-", "-", "good", P},
    {"-1e-12", "-", "-", "good", P}, // What rounding leaves of nothing.
    {"-0.002", "-", "-", "nan", H},  // No share is below zero.
    {"-0.5", "-", "-", "nan", H},
    {"-0.5", "99.9", "-", "thin", H},
    {"+0.001", "-", "-", "good", P},
    {"1e-300", "-", "-", "good", P},
    {"5e-324", "-", "-", "good", P},
    {"0.00499999", "-", "-", "good", P},
    {"0.005", "-", "-", "good", H},
    {"0.01", "-", "-", "good", H},
    {"0.0100001", "-", "-", "good", R},
    {"1", "-", "-", "good", R},
    {"1.9", "-", "-", "good", R}, // Counts that were stretched.
    {"2.1", "-", "-", "nan", H},  // No share is so far above everything.
    {"1.7976931348623157e308", "-", "-", "nan", H},
    {"NaN", "-", "-", "nan", H},
    {"nan", "-", "-", "nan", H},
    {"+Inf", "-", "-", "nan", H},
    {"-Inf", "-", "-", "nan", H},
    {"Infinity", "-", "-", "nan", H},
    {"1e400", "-", "-", "provider_error", H},
    {"0.001 ", "-", "-", "provider_error", H},
    {" 0.001", "-", "-", "provider_error", H},
    {"0,001", "-", "-", "provider_error", H},
    {"0x0", "-", "-", "provider_error", H},
    {"", "-", "-", "provider_error", H},
    {"+-1", "-", "-", "provider_error", H},
    {"1_0", "-", "-", "provider_error", H},
    {"null", "-", "-", "provider_error", H},
    // How many series, and in what form.
    {"none", "-", "-", "nodata", H},
    {"two", "-", "-", "many", H},
    {"hundred", "-", "-", "many", H},
    {"scalar", "-", "-", "good", P},
    {"string", "-", "-", "provider_error", H},
    {"ranges", "-", "-", "provider_error", H},
    {"histogram", "-", "-", "provider_error", H},
    // The time that it was answered for.
    {"1 ms off", "-", "-", "good", P},
    {"2 ms off", "-", "-", "stale", H},
    {"a minute old", "-", "-", "stale", H},
    {"a minute ahead", "-", "-", "stale", H},
    // The transport, and what is no answer.
    {"timeout", "-", "-", "timeout", H},
    {"refused", "-", "-", "provider_error", H},
    {"tls", "-", "-", "provider_error", H},
    {"too_big", "-", "-", "provider_error", H},
    {"malformed", "-", "-", "provider_error", H},
    {"broken", "-", "-", "provider_error", H},
    {"busy", "-", "-", "timeout", H},
    {"bad query", "-", "-", "provider_error", H},
    {"HTTP 500", "-", "-", "provider_error", H},
    {"HTTP 500 with a value", "-", "-", "provider_error", H},
    {"HTTP 302", "-", "-", "provider_error", H},
    {"HTTP 204", "-", "-", "provider_error", H},
    {"html", "-", "-", "provider_error", H},
    {"cut", "-", "-", "provider_error", H},
    {"other JSON", "-", "-", "provider_error", H},
    // The volume.
    {"0.001", "500", "-", "good", P},
    {"0.001", "100", "-", "good", P},
    {"0.001", "99.9", "-", "thin", H},
    {"0.001", "0", "-", "thin", H},
    {"0.001", "-500", "-", "thin", H},
    {"0.001", "NaN", "-", "thin", H},
    {"0.001", "+Inf", "-", "thin", H},
    {"0.001", "none", "-", "thin", H},
    {"0.001", "two", "-", "many", H},
    {"0.001", "a minute old", "-", "thin", H},
    {"0.001", "timeout", "-", "timeout", H},
    {"0.001", "html", "-", "provider_error", H},
    {"0.5", "500", "-", "good", R},
    {"0.5", "99.9", "-", "thin", H},
    {"0.5", "none", "-", "thin", H},
    {"0.5", "timeout", "-", "timeout", H},
    {"NaN", "0", "-", "thin", H},
    {"NaN", "500", "-", "nan", H},
    {"none", "500", "-", "nodata", H},
    // The age.
    {"0.001", "-", "0", "good", P},
    {"0.001", "-", "600", "good", P},
    {"0.001", "-", "601", "stale", H},
    {"0.001", "-", "1e9", "stale", H},
    {"0.001", "-", "-60", "good", P},
    {"0.001", "-", "-61", "provider_error", H},
    {"0.001", "-", "-1e300", "provider_error", H},
    {"0.001", "-", "NaN", "nan", H},
    {"0.001", "-", "none", "nodata", H},
    {"0.001", "-", "two", "many", H},
    {"0.001", "-", "timeout", "timeout", H},
    {"0.5", "-", "600", "good", R},
    {"0.5", "-", "601", "stale", H},
    {"0.5", "-", "none", "nodata", H},
    // Together: what cannot be trusted never hides behind what is merely small.
    {"0.001", "500", "600", "good", P},
    {"0.5", "500", "600", "good", R},
    {"0.5", "99.9", "601", "stale", H},
    {"0.001", "timeout", "601", "timeout", H},
    {"two", "99.9", "601", "many", H},
    {"two", "timeout", "0", "timeout", H},
    {"NaN", "0", "601", "stale", H},
    {"a minute old", "500", "0", "stale", H},
};

std::string success(const std::string& type, const std::string& result) {
  return fmt::format(R"({{"status":"success","data":{{"resultType":"{}","result":{}}}}})", type,
                     result);
}

std::string sample(double at_s, const std::string& number) {
  return fmt::format(R"({{"metric":{{"job":"{}"}},"value":[{:.3f},"{}"]}})", number, at_s, number);
}

std::optional<ports::HttpReply> failure_for(const std::string& word) {
  using ports::TransportFailure;
  static const std::map<std::string, TransportFailure> k_failures = {
      {"timeout", TransportFailure::timeout},
      {"refused", TransportFailure::refused},
      {"tls", TransportFailure::tls},
      {"too_big", TransportFailure::too_big},
      {"malformed", TransportFailure::malformed},
      {"broken", TransportFailure::other}};
  const auto found = k_failures.find(word);
  return found == k_failures.end() ? std::nullopt
                                   : std::optional(failed_reply(found->second, word));
}

std::optional<ports::HttpReply> odd_reply_for(const std::string& word, double at_s) {
  const std::string good = success("vector", "[" + sample(at_s, "0.001") + "]");
  const auto error = [](int status, const std::string& type) {
    return http_reply(R"({"status":"error","errorType":")" + type + R"(","error":"so"})", status);
  };
  const std::map<std::string, ports::HttpReply> replies = {
      {"busy", error(503, "timeout")},
      {"bad query", error(400, "bad_data")},
      {"HTTP 500", http_reply("", 500)},
      {"HTTP 500 with a value", http_reply(good, 500)},
      {"HTTP 302", http_reply(good, 302)},
      {"HTTP 204", http_reply("", 204)},
      {"html", http_reply("<html>Sign in</html>", 200, "text/html")},
      {"cut", http_reply(good.substr(0, good.size() - 2))},
      {"other JSON", http_reply(R"({"items":[0.001]})")},
      {"null", http_reply(R"({"status":"success","data":null})")}};
  const auto found = replies.find(word);
  return found == replies.end() ? std::nullopt : std::optional(found->second);
}

std::string body_for(const std::string& word, double at_s) {
  static const std::map<std::string, double> k_off_s = {
      {"1 ms off", 0.001}, {"2 ms off", 0.002}, {"a minute old", -60}, {"a minute ahead", 60}};
  if (const auto off = k_off_s.find(word); off != k_off_s.end())
    return success("vector", "[" + sample(at_s + off->second, "0.001") + "]");
  if (word == "none")
    return success("vector", "[]");
  if (word == "two" || word == "hundred") {
    std::string all = sample(at_s, "0.001");
    for (int more = word == "two" ? 1 : 99; more > 0; --more)
      all += "," + sample(at_s, "0.001");
    return success("vector", "[" + all + "]");
  }
  if (word == "scalar")
    return success("scalar", fmt::format(R"([{:.3f},"0.001"])", at_s));
  if (word == "string")
    return success("string", fmt::format(R"([{:.3f},"0.001"])", at_s));
  if (word == "ranges")
    return success("matrix",
                   fmt::format(R"([{{"metric":{{}},"values":[[{:.3f},"0.001"]]}}])", at_s));
  if (word == "histogram")
    return success("vector", fmt::format(R"([{{"metric":{{}},"histogram":[{:.3f},{{}}]}}])", at_s));
  return success("vector", "[" + sample(at_s, word) + "]");
}

ports::HttpReply reply_for(const std::string& word, double at_s) {
  if (auto failed = failure_for(word))
    return *failed;
  if (auto odd = odd_reply_for(word, at_s))
    return *odd;
  return http_reply(body_for(word, at_s));
}

/// A number is an age in seconds there, and stands in the answer as the time that many before.
ports::HttpReply fresh_reply_for(const std::string& word, double at_s) {
  const bool is_age = word.find_first_not_of("-0123456789e") == std::string::npos;
  return is_age ? reply_for(fmt::format("{}", at_s - std::stod(word)), at_s)
                : reply_for(word, at_s);
}

core::Reading reading_of_row(const Row& row, Instant at) {
  core::MeasurementRequest request = prometheus_request();
  request.metric = "error_rate";
  request.from = request.to = at;
  const double at_s = static_cast<double>(at.ms) / 1000;
  std::vector<ports::HttpReply> replies{reply_for(row.value, at_s)};
  if (std::string(row.volume) != "-") {
    request.volume_query = "volume";
    request.volume_at_least = 100;
    replies.push_back(reply_for(row.volume, at_s));
  }
  if (std::string(row.age) != "-") {
    request.fresh_query = "fresh";
    request.max_age = minutes(10);
    replies.push_back(fresh_reply_for(row.age, at_s));
  }
  return reading(request, replies, at + milliseconds(40));
}

/// As it goes on record.
core::Reading recorded(const Row& row, Instant at) {
  Given given(test::short_plan());
  given.ready().started("p5");
  given.inputs.readings = {reading_of_row(row, at)};
  const auto decision = given.decide_at(minutes(10));
  return test::first_of<core::ReadingsTaken>(decision.events).readings.at(0);
}

/// At the end of ten minutes, with good readings before `first` and the row's from then on.
Verdict verdict_from(const Row& row, Duration first) {
  plan::Plan plan = test::short_plan();
  plan.metrics[0].coverage = 0.9; // One bad reading of nineteen is not too many by itself.
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), first - seconds(30), 0.001);
  for (Duration at = first; at <= minutes(10); at = at + seconds(30))
    given.add(recorded(row, k_noon + at));
  const core::Situation situation{given.plan,   given.state,          given.ledger,  given.windows,
                                  given.inputs, k_noon + minutes(10), given.mandate, "7:abc"};
  return core::judge_gate(situation, {&given.plan.phases[0], k_noon}, {}).verdict;
}

} // namespace

TEST_CASE("what a source answers is a reading or a cause, and only good readings decide") {
  static_assert(std::size(k_rows) >= 60);
  for (const Row& row : k_rows) {
    CAPTURE(row.value, row.volume, row.age);
    CHECK(cause_of(recorded(row, k_noon)) == row.cause);
    CHECK(verdict_from(row, minutes(10)) == row.verdict);
    CHECK(verdict_from(row, minutes(1)) == row.verdict);
  }
}

TEST_CASE("a share far above everything is no number, unless a limit lies there, too") {
  plan::Plan plan = test::short_plan();
  const auto left_of = [&](double value) {
    core::Reading reading;
    reading.metric = plan.metrics[0].id;
    reading.value = value;
    core::take_out_impossible(plan, reading);
    return reading;
  };
  CHECK(left_of(1.9).value == 1.9); // Counts that were stretched.
  CHECK(cause_of(left_of(50.0)) == "nan");
  CHECK(left_of(50.0).detail ==
        "5000% is far above 100%, which no share is; numbers in percent have 'unit: %'");
  plan.thresholds[0].target = *plan::parse_limit("< 150%");
  CHECK(left_of(50.0).value == 50.0);
}

TEST_CASE("what a metric measures says whether it may lie below zero") {
  plan::Plan plan = test::short_plan();
  core::Reading reading;
  reading.metric = plan.metrics[0].id;
  reading.value = 0.001;
  reading.baseline = -0.002;
  reading.references = {{"week", -0.5}, {"day", 0.5}};
  core::Reading share = reading;
  core::take_out_impossible(plan, share);
  CHECK(share.value == 0.001);
  CHECK_FALSE(share.baseline);
  CHECK(share.references.size() == 1);
  CHECK(share.baseline_cause == "baseline: -0.2% is below zero, which no share is; a difference of "
                                "shares has no 'unit'; week: -50% is below zero, which no share "
                                "is; a difference of shares has no 'unit'");
  const auto is_left_alone = [&] {
    core::Reading same = reading;
    core::take_out_impossible(plan, same);
    return same.baseline == reading.baseline && same.references.size() == 2;
  };
  CHECK_FALSE(is_left_alone());
  plan.thresholds[0].target = *plan::parse_limit("> -1%"); // A difference, then.
  CHECK(is_left_alone());
  plan.thresholds[0].target.reset();
  plan.metrics[0].unit = *parse_unit("s");
  CHECK(is_left_alone());
}

TEST_CASE("a page that is read after its time neither promotes nor rolls back") {
  for (const char* value : {"0.001", "0.5"})
    for (const bool is_late : {false, true}) {
      core::MeasurementRequest request = exposition_request("errors");
      const Instant read_at = request.to + request.every + milliseconds(is_late ? 1 : 0);
      const core::Reading read =
          reading(request, {page(std::string("errors ") + value + "\n")}, read_at);
      CHECK(cause_of(read) == (is_late ? "nodata" : "good"));
    }
}
