// SPDX-License-Identifier: Apache-2.0
#include "metrics/given.hpp"
#include "metrics/reading_rules.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <map>

using namespace relctl;
using namespace relctl::metrics;
using Catch::Contains;

namespace {

constexpr double k_at_s = 1'795'313'753.25;

core::MeasurementRequest request() {
  core::MeasurementRequest made = prometheus_request();
  made.volume_at_least = 100;
  made.max_age = minutes(10);
  return made;
}

/// What a query gave, by the word a table uses for it.
Answer answer_for(const std::string& word, double good) {
  static const std::map<std::string, plan::Cause> k_causes = {
      {"nodata", plan::Cause::nodata},
      {"many", plan::Cause::many},
      {"error", plan::Cause::provider_error},
      {"timeout", plan::Cause::timeout},
      {"early", plan::Cause::before_phase}};
  if (word == "ok")
    return number_answer(good);
  if (word == "nan")
    return number_answer(std::nan(""));
  return no_answer(k_causes.at(word), word);
}

std::optional<Answer> volume_for(const std::string& word) {
  if (word == "-")
    return std::nullopt;
  return word == "low" ? number_answer(99.5) : answer_for(word, 100);
}

std::optional<Answer> fresh_for(const std::string& word) {
  if (word == "-")
    return std::nullopt;
  if (word == "old")
    return number_answer(k_at_s - 601);
  return word == "ahead" ? number_answer(k_at_s + 61) : answer_for(word, k_at_s - 600);
}

core::Reading judged(const std::string& value, const std::string& volume,
                     const std::string& fresh) {
  Answers answers;
  answers.value = answer_for(value, 0.5);
  answers.volume = volume_for(volume);
  answers.fresh = fresh_for(fresh);
  return reading_of(request(), k_at, answers, k_at);
}

/// The lowest line of the table in reading_rules.hpp that applies, read as a table.
std::string expected_cause(const std::string& value, const std::string& volume,
                           const std::string& fresh) {
  for (const char* word : {"timeout", "error", "many", "early"}) {
    // The first two share a line, where the order of the queries decides.
    for (const std::string& query : {value, volume, fresh}) {
      if (std::string(word) == "timeout" && (query == "timeout" || query == "error"))
        return query == "timeout" ? "timeout" : "provider_error";
      if (query == word)
        return query == "many" ? "many" : "before_phase";
    }
  }
  if (fresh == "ahead")
    return "provider_error";
  if (fresh == "old")
    return "stale";
  if (volume == "low" || volume == "nan" || volume == "nodata")
    return "thin";
  if (fresh == "nan" || fresh == "nodata")
    return fresh;
  return value == "ok" ? "good" : value;
}

} // namespace

TEST_CASE("the first cause that holds is the reading's") {
  struct Row {
    const char* value;
    const char* volume;
    const char* fresh;
    const char* cause;
  };
  const auto row = GENERATE(
      Row{"ok", "-", "-", "good"}, Row{"ok", "ok", "ok", "good"}, Row{"nan", "-", "-", "nan"},
      Row{"nodata", "-", "-", "nodata"}, Row{"many", "-", "-", "many"},
      Row{"ok", "low", "-", "thin"}, Row{"ok", "nan", "-", "thin"},
      Row{"ok", "nodata", "-", "thin"}, Row{"nan", "low", "-", "thin"},
      Row{"nodata", "low", "-", "thin"}, Row{"nodata", "nodata", "nodata", "thin"},
      Row{"ok", "error", "-", "provider_error"}, Row{"ok", "timeout", "-", "timeout"},
      Row{"ok", "many", "-", "many"}, Row{"many", "low", "-", "many"},
      Row{"ok", "-", "old", "stale"}, Row{"ok", "low", "old", "stale"},
      Row{"nan", "ok", "old", "stale"}, Row{"ok", "-", "ahead", "provider_error"},
      Row{"ok", "-", "nodata", "nodata"}, Row{"ok", "-", "nan", "nan"},
      Row{"ok", "low", "nodata", "thin"}, Row{"ok", "-", "timeout", "timeout"},
      Row{"error", "timeout", "-", "provider_error"}, Row{"ok", "timeout", "error", "timeout"},
      Row{"early", "low", "-", "before_phase"}, Row{"ok", "early", "-", "before_phase"},
      Row{"early", "error", "-", "provider_error"});
  INFO(row.value << " " << row.volume << " " << row.fresh);
  CHECK(cause_of(judged(row.value, row.volume, row.fresh)) == row.cause);
}

TEST_CASE("every combination of answers has the documented cause, and a value only when good") {
  for (const std::string value : {"ok", "nan", "nodata", "many", "error", "timeout", "early"})
    for (const std::string volume :
         {"-", "ok", "low", "nan", "nodata", "many", "error", "timeout", "early"})
      for (const std::string fresh :
           {"-", "ok", "old", "ahead", "nan", "nodata", "many", "error", "timeout", "early"}) {
        INFO(value << " " << volume << " " << fresh);
        const core::Reading read = judged(value, volume, fresh);
        CHECK(cause_of(read) == expected_cause(value, volume, fresh));
        CHECK(read.value.has_value() != read.cause.has_value());
        CHECK(read.detail.empty() == read.value.has_value());
      }
}

TEST_CASE("the edges of volume and age still count as good") {
  Answers answers;
  answers.value = number_answer(1);
  answers.volume = number_answer(100);
  answers.fresh = number_answer(k_at_s - 600);
  CHECK(cause_of(reading_of(request(), k_at, answers, k_at)) == "good");
  answers.fresh = number_answer(k_at_s + 60);
  CHECK(cause_of(reading_of(request(), k_at, answers, k_at)) == "good");
  answers.fresh = number_answer(k_at_s + 90);
  CHECK(cause_of(reading_of(request(), k_at, answers, k_at)) == "provider_error");
  CHECK(cause_of(reading_of(request(), k_at, answers, k_at + seconds(30))) == "good");
}

TEST_CASE("a detail names the numbers behind the cause") {
  CHECK(judged("ok", "low", "-").detail == "volume 99.5 is below 100");
  CHECK(judged("ok", "nan", "-").detail == "volume unknown; the query gave NaN");
  CHECK(judged("ok", "-", "old").detail == "the newest sample is 601 s old, at most 10m allowed");
  CHECK_THAT(judged("ok", "-", "ahead").detail, Contains("clock skew") && Contains("61 s"));
  CHECK(judged("ok", "-", "nodata").detail == "freshness unknown: nodata");
  CHECK(judged("ok", "error", "-").detail == "volume: error");
}

TEST_CASE("a freshness in milliseconds or beyond any calendar is a wrong clock, not a crash") {
  for (const double fresh : {k_at_s * 1000, 1e300, std::numeric_limits<double>::max()}) {
    Answers answers;
    answers.value = number_answer(1);
    answers.fresh = number_answer(fresh);
    CHECK(cause_of(reading_of(request(), k_at, answers, k_at)) == "provider_error");
    answers.fresh = number_answer(-fresh);
    CHECK(cause_of(reading_of(request(), k_at, answers, k_at)) == "stale");
  }
}

TEST_CASE("a missing baseline or reference leaves the value and says why") {
  Answers answers;
  answers.value = number_answer(1);
  answers.baseline = no_answer(plan::Cause::nodata, "no series matches");
  answers.references["mean_7d"] = number_answer(std::nan(""));
  answers.references["peak"] = number_answer(7);
  const core::Reading read = reading_of(request(), k_at, answers, k_at);
  CHECK(read.value == 1.0);
  CHECK_FALSE(read.baseline.has_value());
  CHECK(read.references == std::map<std::string, double>{{"peak", 7}});
  CHECK(read.baseline_cause ==
        "baseline: nodata: no series matches; mean_7d: nan: the query gave NaN");
}

TEST_CASE("a volume that is known stays with a reading that is thin") {
  const core::Reading read = judged("nan", "low", "-");
  CHECK(read.volume == 99.5);
  CHECK_FALSE(judged("ok", "nan", "-").volume.has_value());
}

TEST_CASE("units scale value, baseline and references, and a number too large is none") {
  core::MeasurementRequest given = request();
  given.unit = {Dimension::bytes, 1024, "KiB"};
  Answers answers;
  answers.value = number_answer(2);
  answers.volume = number_answer(100);
  answers.baseline = number_answer(3);
  answers.references["r"] = number_answer(4);
  const core::Reading read = reading_of(given, k_at, answers, k_at);
  CHECK(read.value == 2048.0);
  CHECK(read.volume == 100.0);
  CHECK(read.baseline == 3072.0);
  CHECK(read.references.at("r") == 4096.0);
  answers.value = number_answer(1e308);
  answers.baseline = number_answer(-1e308);
  const core::Reading large = reading_of(given, k_at, answers, k_at);
  CHECK(cause_of(large) == "nan");
  CHECK_FALSE(large.baseline.has_value());
  CHECK_THAT(large.baseline_cause, Contains("-Inf"));
}

TEST_CASE("warnings of all answers are told once") {
  Answers answers;
  answers.value = number_answer(1, "warning: slow");
  answers.volume = number_answer(100, "warning: slow");
  answers.baseline = number_answer(1, "warning: partial");
  CHECK(reading_of(request(), k_at, answers, k_at).detail == "warning: slow; warning: partial");
}
