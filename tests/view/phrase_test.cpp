// SPDX-License-Identifier: Apache-2.0
#include "view/phrase.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;

TEST_CASE("a duration for reading has at most two units") {
  CHECK(short_duration(seconds(42)) == "42s");
  CHECK(short_duration({}) == "0s");
  CHECK(short_duration(milliseconds(999)) == "999ms");
  CHECK(short_duration(seconds(14 * 60 + 2)) == "14m02s");
  CHECK(short_duration(minutes(30)) == "30m");
  CHECK(short_duration(seconds(3 * 3600 + 12 * 60 + 59)) == "3h12m");
  CHECK(short_duration(hours(24)) == "1d");
  CHECK(short_duration(hours(52)) == "2d4h");
  CHECK(short_duration(seconds(-5)) == "0s");
}

TEST_CASE("a time for reading has no milliseconds") {
  CHECK(time_text(Instant{1'795'312'200'123}) == "2026-11-22T01:50:00Z");
}

TEST_CASE("an unknown version is said to be none") {
  CHECK(version_text("1.4.0") == "v1.4.0");
  CHECK(version_text("") == "(none)");
}

TEST_CASE("a limit shows its value, or the plan's own words where it has none") {
  const plan::Plan plan = test::sample_plan();
  core::Finding finding;
  finding.threshold = "p95";
  finding.series = "swap";
  CHECK(finding_name(finding) == "p95[swap]");
  CHECK(limit_text(plan, finding) == "> 2 * baseline");
  CHECK(value_text(plan, finding) == "–");
  finding.limit = 0.8;
  finding.value = 0.312;
  CHECK(limit_text(plan, finding) == "> 800ms");
  CHECK(value_text(plan, finding) == "312ms");
}

TEST_CASE("a finding of a threshold that the plan lacks is shown without unit") {
  core::Finding finding;
  finding.threshold = "gone";
  finding.value = 3;
  finding.limit = 2;
  CHECK(value_text(plan::Plan{}, finding) == "3");
  CHECK(limit_text(plan::Plan{}, finding) == "2");
}

TEST_CASE("a phase's share comes from its template, a bake keeps the one before") {
  const plan::Plan plan = test::sample_plan();
  CHECK(planned_share(plan, plan.phases[0], {{"ratio", "25%"}}) == 0.05);
  CHECK(planned_share(plan, plan.phases[1], {{"ratio", "25%"}}) == 0.25);
  CHECK(planned_share(plan, plan.phases[2], {{"ratio", "25%"}}) == 0.25);
  CHECK_FALSE(planned_share(plan, plan.phases[1], {}).has_value());
}

TEST_CASE("phases are named with their track only in a plan with several") {
  plan::Plan plan = test::sample_plan();
}

TEST_CASE("a bar is never longer or shorter than asked for") {
  CHECK(bar(0.5, 4) == "[██░░]");
  CHECK(bar(7.0, 4) == "[████]");
  CHECK(bar(-1.0, 4) == "[░░░░]");
}

TEST_CASE("prose breaks at spaces, Chinese anywhere, and a long word stays whole") {
  CHECK(wrap("one two three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("灰度发布", 4) == std::vector<std::string>{"灰度", "发布"});
  CHECK(wrap("a 0123456789 b", 5) == std::vector<std::string>{"a", "0123456789", "b"});
  CHECK(wrap("one\ntwo", 80) == std::vector<std::string>{"one", "two"});
  CHECK(wrap("", 80) == std::vector<std::string>{""});
}
