// SPDX-License-Identifier: Apache-2.0
#include "plan/limit.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <map>

using namespace relctl;
using namespace relctl::plan;
using relctl::test::a_limit;

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_inf = std::numeric_limits<double>::infinity();

using Operands = std::map<std::string, double>;

LimitValue value_of(std::string_view text, const Operands& values) {
  return evaluate(a_limit(text).right, [&](const std::string& name) -> std::optional<double> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  });
}

} // namespace

TEST_CASE("a limit has its value in the canonical unit") {
  const auto [text, value] =
      GENERATE(table<const char*, double>({{"> 1%", 0.01},
                                           {"> 300ms", 0.3},
                                           {"> 2 * baseline", 0.4},
                                           {"> 2 * baseline + 100ms", 0.5},
                                           {"> (baseline + mean) / 2", 0.35},
                                           {"> 10 - 4 - 3", 3.0},
                                           {"> 12 / 3 / 2", 2.0},
                                           {"> -baseline", -0.2},
                                           {"> max(2 * baseline, 1%)", 0.4},
                                           {"> max(2 * baseline, 50%)", 0.5},
                                           {"> min(2 * baseline, mean, 30%)", 0.3},
                                           {"> min(mean, baseline)", 0.2}}));
  const LimitValue limit = value_of(text, {{"baseline", 0.2}, {"mean", 0.5}});
  INFO(text << " " << limit.cause);
  REQUIRE(limit.value);
  CHECK(*limit.value == Approx(value));
  CHECK(limit.cause.empty());
}

TEST_CASE("an operand that is missing or not finite makes the limit unknown, also inside max") {
  const auto [text, operands, cause] = GENERATE(table<const char*, Operands, const char*>(
      {{"> 2 * baseline", {}, "baseline is missing"},
       {"> max(2 * baseline, 1%)", {}, "baseline is missing"},
       {"> max(1%, 2 * baseline)", {}, "baseline is missing"},
       {"> min(1%, mean)", {}, "mean is missing"},
       {"> 2 * baseline", {{"baseline", k_nan}}, "baseline is NaN"},
       {"> max(2 * baseline, 1%)", {{"baseline", k_nan}}, "baseline is NaN"},
       {"> max(1%, mean_7d)", {{"mean_7d", k_nan}}, "mean_7d is NaN"},
       {"> min(1%, mean_7d)", {{"mean_7d", k_nan}}, "mean_7d is NaN"},
       {"> 0 * mean", {{"mean", k_nan}}, "mean is NaN"},
       {"> 2 * baseline", {{"baseline", k_inf}}, "baseline is infinite"},
       {"> max(baseline, 1%)", {{"baseline", -k_inf}}, "baseline is infinite"},
       {"> a + b", {{"b", 1.0}}, "a is missing"}}));
  const LimitValue limit = value_of(text, operands);
  INFO(text);
  CHECK_FALSE(limit.value);
  CHECK(limit.cause == cause);
}

TEST_CASE("a baseline of zero is unknown unless a max gives it a floor") {
  const auto [text, cause] = GENERATE(
      table<const char*, const char*>({{"> baseline", "baseline is zero"},
                                       {"> 2 * baseline", "baseline is zero"},
                                       {"> baseline + 1%", "baseline is zero"},
                                       {"> min(2 * baseline, 1%)", "baseline is zero"},
                                       {"> max(2 * baseline, 3 * baseline)", "baseline is zero"},
                                       {"> max(2 * baseline, 0%)", "baseline is zero"},
                                       {"> max(2 * baseline, -1%)", "baseline is zero"},
                                       {"> max(1%, 2%) * baseline", "baseline is zero"},
                                       {"> max(1%, baseline) + baseline", "baseline is zero"},
                                       {"> max(2 * baseline, missing)", "baseline is zero"}}));
  const LimitValue limit = value_of(text, {{"baseline", 0.0}});
  INFO(text);
  CHECK_FALSE(limit.value);
  CHECK(limit.cause == cause);
}

TEST_CASE("a floor of a max stands in for a baseline of zero") {
  const auto [text, value] =
      GENERATE(table<const char*, double>({{"> max(2 * baseline, 1%)", 0.01},
                                           {"> max(1%, 2 * baseline)", 0.01},
                                           {"> 2 * max(baseline, 1%)", 0.02},
                                           {"> max(min(2 * baseline, 5%), 1%)", 0.01},
                                           {"> max(min(2 * baseline, 5%), floor)", 0.03},
                                           {"> max(max(2 * baseline, 0%), 1%)", 0.01}}));
  const LimitValue limit = value_of(text, {{"baseline", -0.0}, {"floor", 0.03}});
  INFO(text << " " << limit.cause);
  REQUIRE(limit.value);
  CHECK(*limit.value == Approx(value));
}

TEST_CASE("a reference of zero is a value") {
  CHECK(value_of("< 0.7 * mean_7d", {{"mean_7d", 0.0}}).value == 0.0);
}

TEST_CASE("a result that is not finite is unknown") {
  CHECK(value_of("> 1 / 0", {}).cause == "limit divides by zero");
  CHECK(value_of("> a / (b - b)", {{"a", 1.0}, {"b", 2.0}}).cause == "limit divides by zero");
  CHECK(value_of("> a / b", {{"a", 0.0}, {"b", 2.0}}).value == 0.0); // What is divided may be.
  CHECK(value_of("> max(0 / 0, 1)", {}).cause == "limit divides by zero");
  CHECK(value_of("> a * a", {{"a", 1e200}}).cause == "limit is not finite");
  CHECK(value_of("> 1e308 + 1e308 - 1e308", {}).cause == "limit is not finite");
  CHECK(value_of("> max(1%, 1 / baseline)", {{"baseline", 0.0}}).cause == "limit divides by zero");
}

TEST_CASE("deep maxima without a baseline are each evaluated once") {
  std::string text = "1";
  for (int i = 0; i < 30; ++i)
    text = "max(" + text + ", a)";
  int asked = 0;
  const LimitValue limit =
      evaluate(a_limit("> " + text).right, [&](const std::string&) -> std::optional<double> {
        ++asked;
        return 2.0;
      });
  CHECK(limit.value == 2.0);
  CHECK(asked == 30);
}
