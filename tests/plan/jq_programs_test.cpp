// SPDX-License-Identifier: Apache-2.0
#include "plan/jq_programs.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("the jq programs of a plan are those of its answers, each with its place") {
  plan::Plan plan = test::a_plan();
  plan.sources.push_back({});
  plan.sources.back().id = "ops";
  plan.sources.back().kind = plan::SourceKind::json;
  plan::Metric metric = test::a_metric("p95");
  metric.source = "ops";
  metric.query.text = ".p95[\"{{version}}\"]";
  metric.query.mark = {4, 9};
  plan.metrics.push_back(metric);
  plan::HttpAction http;
  http.where = ".ready";
  http.where_mark = {7, 3};
  plan::Step step = test::a_step("probe", {"./probe"});
  step.action = http;
  plan.rollback.verify.push_back(step);

  const auto programs = plan::jq_programs(plan, "1");
  REQUIRE(programs.size() == 2);
  CHECK(programs[0].text == ".p95[\"1\"]");
  CHECK(programs[0].subject == "query of metric 'p95'");
  CHECK(programs[0].mark.line == 4);
  CHECK(programs[1].text == ".ready");
  CHECK(programs[1].subject == "where of step 'probe'");
  CHECK(programs[1].mark.line == 7);
}
