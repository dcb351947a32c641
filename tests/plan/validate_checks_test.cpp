// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

/// A plan with a precondition that asks for a number.
plan::Plan asking(std::string_view limit, const std::string& unit = {}) {
  plan::Plan plan = a_plan();
  plan::Check check;
  check.id = "coverage";
  check.ask = "How much is covered?";
  if (!limit.empty())
    check.limit = a_limit(limit);
  if (!unit.empty())
    check.unit = *parse_unit(unit);
  plan.before.push_back(check);
  return plan;
}

} // namespace

TEST_CASE("the limit of a check is of one unit and made of numbers") {
  CHECK(rules_of(asking(">= 80%")).empty());
  CHECK(rules_of(asking(">= 80%", "%")).empty());
  CHECK(rules_of(asking("< min(300ms, 1s)")).empty());
  CHECK(rules_of(asking("> 3 * 4")).empty());
  CHECK(rules_of(asking(">= 80%", "ms")) == Rules{"error: limit-unit"});
  CHECK(rules_of(asking("> 80% + 1s")) == Rules{"error: limit-unit"});
  CHECK(rules_of(asking("> 2 * baseline")) == Rules{"error: unknown-operand"});
  CHECK(rules_of(asking("", "%")) == Rules{"error: unit-without-limit"});
}

TEST_CASE("only a check of a phase can be repeated") {
  plan::Plan plan = asking(">= 80%");
  plan.before[0].repeat = hours(4);
  CHECK(rules_of(plan) == Rules{"error: repeat-before-start"});
  plan.phases[0].checks.push_back(plan.before[0]);
  plan.before.clear();
  CHECK(rules_of(plan).empty());
}
