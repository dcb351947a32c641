// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/judge.hpp"
#include "core/wording.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace relctl;
using namespace relctl::test;

namespace {

std::string text_of(Given& given, Duration after) {
  const auto findings = core::judge_all(given.plan, given.plan.phases[0], given.state,
                                        given.window(), {k_noon, k_noon + after});
  REQUIRE(findings.size() == 1);
  return findings[0].text;
}

Given a_release() {
  Given given(a_plan());
  given.ready().started("p5");
  return given;
}

} // namespace

TEST_CASE("a breach is worded with value, limit, shape and time") {
  Given given = a_release();
  given.readings(minutes(1), minutes(12), 0.0867);
  CHECK(text_of(given, minutes(12)) == "8.67% > 1% for 10m, since 12:01:00Z until 12:11:00Z");
}

TEST_CASE("times of a grid within a second are told with their milliseconds") {
  plan::Plan plan = a_plan();
  plan.metrics[0].every = plan.metrics[0].window = milliseconds(200);
  plan.thresholds[0].shape = plan::Sustained{milliseconds(400)};
  Given given(plan);
  given.ready().started("p5").readings(milliseconds(200), milliseconds(600), 0.02);
  CHECK(text_of(given, milliseconds(600)) ==
        "2% > 1% for 400ms, since 12:00:00.200Z until 12:00:00.600Z");
}

TEST_CASE("a pending breach says that it is not complete") {
  Given given = a_release();
  given.readings(minutes(1), minutes(2), 0.02);
  CHECK(text_of(given, minutes(2)) ==
        "2% > 1% for 10m, since 12:01:00Z until 12:02:00Z, not complete");
}

TEST_CASE("a breach says what the source warned of") {
  Given given = a_release();
  given.readings(minutes(1), minutes(11), 0.0867);
  core::Reading reading;
  reading.metric = "error_rate";
  reading.at = k_noon + minutes(12);
  reading.value = 0.0867;
  reading.detail = "warning: only one replica answered";
  given.add(reading);
  CHECK(text_of(given, minutes(12)) == "8.67% > 1% for 10m, since 12:01:00Z until 12:11:00Z; "
                                       "warning: only one replica answered");
}

TEST_CASE("an unknown says why, in the source's own words") {
  Given given = a_release();
  core::Reading reading;
  reading.metric = "error_rate";
  reading.at = k_noon + minutes(1);
  reading.cause = plan::Cause::provider_error;
  reading.detail = "HTTP 503 from 127.0.0.1:9090";
  given.add(reading);
  CHECK(text_of(given, minutes(1)) ==
        "the source failed at 12:01:00Z: HTTP 503 from 127.0.0.1:9090");
}

TEST_CASE("an unknown before the newest reading is told with its own time and words") {
  Given given = a_release();
  given.readings(minutes(1), minutes(4), 0.02);
  for (int minute : {5, 6}) {
    core::Reading reading;
    reading.metric = "error_rate";
    reading.at = k_noon + minutes(minute);
    reading.cause = plan::Cause::provider_error;
    reading.detail = fmt::format("HTTP 50{}", minute);
    given.add(reading);
  }
  given.readings(minutes(7), minutes(8), 0.03);
  CHECK(text_of(given, minutes(8)) == "the source failed at 12:06:00Z: HTTP 506; "
                                      "3% at 12:08:00Z, breach is > 1% for 10m");
}

TEST_CASE("a pass says the limit, and a missed target") {
  Given given = a_release();
  given.reading(minutes(1), 0.007);
  CHECK(text_of(given, minutes(1)) == "0.7%, breach is > 1% for 10m, target < 0.5% is not met");
}

TEST_CASE("reasons that are not told are not counted, and the blocking ones come first") {
  using plan::Cause;
  const auto reason = [](Cause cause, const std::string& subject, bool blocks) {
    return core::Reason{cause, subject, "text", k_noon, blocks};
  };
  std::vector<core::Reason> reasons{reason(Cause::breach, "p95", true)};
  for (const char* warns : {"a", "b", "c", "d", "e", "f"})
    reasons.push_back(reason(Cause::breach, warns, false));
  CHECK(core::word_reasons(reasons) == "p95: text");
  reasons.insert(reasons.begin(), reason(Cause::step_failed, "cdn", false));
  CHECK(core::word_reasons(reasons) == "p95: text; cdn: text");
  CHECK(core::word_reasons(reasons, 1) == "p95: text; and 1 more");
}
