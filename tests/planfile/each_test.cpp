// SPDX-License-Identifier: Apache-2.0
#include "planfile/each.hpp"
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("a step is fanned out over one label, in order or all at once") {
  const auto loaded = load_plan(
      sound_plan_with(k_smoke, "run: [./smoke, \"{{node}}\"], each: { node: [n1, 10.0.0.2:80] }"),
      environment_of({}));
  REQUIRE(loaded.diagnostics.empty());
  const plan::Step& step = loaded.plan.rollback.verify.front();
  REQUIRE(step.each);
  CHECK(step.each->label == "node");
  CHECK(step.each->values == std::vector<std::string>{"n1", "10.0.0.2:80"});
  CHECK(step.each->mark.line > 0);
  CHECK_FALSE(step.parallel);
}

TEST_CASE("a wrong fan-out is refused") {
  check_mistakes({
      {k_smoke, "run: [./smoke], each: { node: [a/b] }", "{ node: [a/b]",
       "bad-each: 'each' of step 'smoke': 'a/b' cannot be part of a step's name"},
      {k_smoke, "run: [./smoke], each: { node: [] }", "[] }", "bad-each"},
      {k_smoke, "run: [./smoke], each: { a: [1], b: [2] }", "{ a: [1]", "bad-each"},
      {k_smoke, "run: [./smoke], each: { a-b: [1] }", "a-b: [1]", "bad-name"},
      {k_smoke, "run: [./smoke], parallel: true", "true }", "parallel-without-each"},
  });
}

TEST_CASE("the label of a fan-out is known to the step's own templates only") {
  check_mistakes({
      {k_smoke, "run: [./smoke, \"{{node}}\"]", "{{node}}", "unknown-variable"},
  });
}

TEST_CASE("a cohort is one name or a list, which reaches steps with commas") {
  const auto loaded = load_plan(
      sound_plan_with("observe: 30m, enter: [shift] }",
                      "observe: 30m, enter: [shift], cohort: { users: staff, shops: [s1, s2] } }"),
      environment_of({}));
  REQUIRE(loaded.diagnostics.empty());
  using Cohort = std::vector<std::pair<std::string, std::string>>;
  CHECK(loaded.plan.phases.front().cohort == Cohort{{"users", "staff"}, {"shops", "s1,s2"}});
  check_mistakes({
      {"enter: [shift] }", "enter: [shift], cohort: { shops: [] } }", "[] } }", "empty-value"},
      {"enter: [shift] }", "enter: [shift], cohort: { shops: [\"a,b\"] } }", "[\"a,b\"]",
       "bad-cohort"},
  });
}
