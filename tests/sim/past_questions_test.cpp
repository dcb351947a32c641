// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/past_questions.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("a question is asked once, however many phases ask it, with the version's own text") {
  const auto loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics:
  errors: { source: prom, query: 'e{version="{{version}}"}', every: 1m }
  share: { source: prom, query: 's{phase="{{phase}}"}', every: 1m, watch: true }
thresholds: { errors: { metric: errors, breach: "> 1", then: rollback } }
phases:
  - { id: p5, traffic: 5%, observe: 20m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 40m, enter: [shift] }
steps: { shift: { run: [./shift] } }
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  plan::Scenario scenario;
  scenario.version = "1.1.0";
  std::vector<std::string> queries;
  for (const auto& request : sim::past_questions(loaded.plan, scenario, {}))
    queries.push_back(request.query);
  CHECK(queries ==
        std::vector<std::string>{"e{version=\"1.1.0\"}", "s{phase=\"p5\"}", "s{phase=\"full\"}"});
}
