// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"
#include "planfile/quantities.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("a whole number has decimal digits alone") {
  const char* find = "timeout: 10s }";
  for (const char* wrong :
       {"010", "0x10", "+1", "-1", "1.0", "1e1", "101", "99999999999999999999", "one"}) {
    const auto seen = mistake_of(find, std::string("retries: ") + wrong + " }");
    INFO(wrong);
    CHECK(seen.find(" not-a-whole-number: ") != std::string::npos);
    CHECK(seen.find("from 0 to 100") != std::string::npos);
  }
}

TEST_CASE("a number is finite and decimal") {
  for (const char* wrong : {"010", "0x10", ".nan", ".inf", "NaN", "1.", "5%"})
    CHECK(mistake_of("at_least: 100", std::string("at_least: ") + wrong).substr(0, 16) ==
          "16:63 bad-number");
}

TEST_CASE("a duration carries its unit and is above zero") {
  check_mistakes({
      {"every: 30s", "every: 30", "30",
       "bad-duration: 'every' of metric 'errors': duration '30' has no unit"},
      {"every: 30s", "every: 0s", "0s", "bad-duration: 'every' of metric 'errors' is zero"},
      {"every: 30s", "every: -30s", "-30s", "bad-duration"},
      {"every: 30s", "every: 1.5m", "1.5m", "bad-duration"},
      {"every: 30s", "every: 30x", "30x", "bad-duration"},
      {"deadline: 30m", "deadline: soon", "soon", "bad-duration"},
  });
}

TEST_CASE("a range of durations goes upwards") {
  check_mistakes({
      {"30m..60m", "60m..30m", "60m..30m, ente",
       "bad-range: 'observe' of phase 'full' ends before it begins"},
      {"30m..60m", "30m..", "30m.., enter: ", "bad-duration"},
      {"30m..60m", "..60m", "..60m, enter: ", "bad-duration"},
      {"30m..60m", "30..60m", "30..60m, enter", "bad-duration"},
      {"30m..60m", "30m...60m", "30m...60m, ent", "bad-duration"},
  });
}

TEST_CASE("a single duration is a range of itself") {
  const auto loaded = load_plan(sound_plan(), environment_of({}));
  CHECK(loaded.plan.phases[0].observe == minutes(30));
  CHECK(loaded.plan.phases[0].observe_max == minutes(30));
  CHECK(loaded.plan.phases[1].observe == minutes(30));
  CHECK(loaded.plan.phases[1].observe_max == minutes(60));
}

TEST_CASE("a percentage has its sign and lies within 0% and 100%") {
  check_mistakes({
      {"traffic: 5%", "traffic: 5", "5, observe: 30",
       "bad-percentage: 'traffic' of phase 'first' is '5', not a percentage"},
      {"traffic: 5%", "traffic: 0.05", "0.05, observe:", "bad-percentage"},
      {"traffic: 5%", "traffic: 101%", "101%, observe:", "bad-percentage"},
      {"traffic: 5%", "traffic: -1%", "-1%, observe: ", "bad-percentage"},
      {"unit: ratio", "coverage: 95\n    unit: ratio", "95", "bad-percentage"},
      {"default: 20%", "default: 120%", "120% }", "bad-percentage"},
  });
  CHECK(mistake_of("traffic: 5%", "traffic: \"{{share}}\"").empty());
}

TEST_CASE("a unit is a known one") {
  check_mistakes({
      {"unit: ratio", "unit: rati", "rati",
       "unknown-unit: 'unit' of metric 'errors': unit 'rati' is unknown"},
  });
}

TEST_CASE("a mistake in a limit is reported at its own column") {
  check_mistakes({
      {"breach: \"> 1%\"", "breach: \"> 1% oops\"", "oops\", target:", "bad-limit"},
      {"breach: \"> 1%\"", "breach: '> 1% oops'", "oops', target:", "bad-limit"},
      {"breach: \"> 1%\"", "breach: \"1%\"", "1%\", target: \"", "bad-limit"},
      {"breach: \"> 1%\"", "breach: [1]", "[1], target: \"", "wrong-type"},
      {"errors: { metric: errors, breach: \"> 1%\", target: \"< 0.5%\", for: 5m, then: rollback }",
       "errors:\n    metric: errors\n    breach: >-\n      > 1% oops\n    then: rollback", "oops",
       "bad-limit"},
  });
}

TEST_CASE("a limit is kept as written, with its place") {
  const auto loaded = load_plan(sound_plan(), environment_of({}));
  const auto& threshold = loaded.plan.thresholds.front();
  REQUIRE(threshold.breach);
  CHECK(threshold.breach->text == "> 1%");
  CHECK(threshold.breach_mark == plan::Mark{19, 37});
  REQUIRE(threshold.target);
  CHECK(threshold.target->comparison == plan::Comparison::less);
}
