// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "core/standing.hpp"
#include "planfile/plan_yaml.hpp"
#include "sim/healthy.hpp"
#include "sim/records.hpp"
#include "sim/rehearsal.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

plan::Plan a_plan_with_conditions() {
  const planfile::LoadedPlan loaded = planfile::load_plan(
      R"(relctl: 1
name: shop
roles: { owner: { members: [ann] }, ops: { members: [bob] } }
signoff: [owner, ops]
components: { core: "{{version}}", orders: {} }
compatible: [ { core: ">=2.0.0 <3.0.0", orders: ">=1.4.0 <2.0.0" } ]
trains: { weekly: { departs: "thu 16:00", zone: UTC } }
windows: { zone: UTC, allow: [ { days: mon-fri, from: "18:00", to: "22:00" } ] }
phases: [ { id: full, traffic: 100%, observe: 10m, enter: [shift] } ]
steps: { shift: { run: [./shift], idempotent: true } }
rollback: { steps: [ { id: back, run: [./back], idempotent: true } ] }
)",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

} // namespace

TEST_CASE("a rehearsed release is signed, goes with the train and waits for the windows") {
  const plan::Plan plan = a_plan_with_conditions();
  const auto log = audit::open_memory_log();
  const plan::Scenario scenario;
  Rehearsal rehearsal(plan, scenario, {}, *log);
  const auto rehearsed = rehearsal.run();
  REQUIRE(rehearsed);
  CHECK(rehearsed->state.stage == core::Stage::complete);
  CHECK(format_instant(rehearsed->state.phases.at(0).entered_at) == "2026-01-08T18:00:00Z");
}

TEST_CASE("one person cannot sign as two parties in a rehearsal either") {
  plan::Plan plan = a_plan_with_conditions();
  plan.roles[1].members = {"ann"};
  const auto stage_with = [&](const plan::Plan& signed_by) {
    const auto log = audit::open_memory_log();
    const auto rehearsed = Rehearsal(signed_by, plan::Scenario{}, {}, *log).run();
    REQUIRE(rehearsed);
    return rehearsed->state.stage;
  };
  CHECK(stage_with(plan) == core::Stage::no_go);
  plan.roles[1].members = {"ann", "bob"};
  CHECK(stage_with(plan) == core::Stage::complete);
}

TEST_CASE("a component whose version is handed in by the start gets one that the matrix knows") {
  const auto versions = healthy_components(a_plan_with_conditions(), "2.1.0", {});
  CHECK(versions == plan::ComponentVersions{{"core", "2.1.0"}, {"orders", "1.4.0"}});
}

TEST_CASE("what a person must hand in is handed in, and a scenario may say versions that clash") {
  plan::Plan plan = a_plan_with_conditions();
  plan.vars.push_back({"ticket", plan::VariableType::text, {}, "", {}});
  plan.vars.back().required = true;
  plan::Scenario scenario;
  scenario.components["orders"] = "2.0.0";
  const auto log = audit::open_memory_log();
  Rehearsal rehearsal(plan, scenario, {}, *log);
  const auto rehearsed = rehearsal.run();
  REQUIRE(rehearsed);
  CHECK(rehearsed->state.opened.vars.at("ticket") == "ticket");
  CHECK(rehearsed->state.stage == core::Stage::no_go);
}

TEST_CASE("a baseline on record is there, unless the scenario has none") {
  plan::Plan plan = a_plan_with_conditions();
  plan::Metric metric;
  metric.id = "errors";
  metric.unit = *parse_unit("%");
  metric.baseline.emplace().recorded = "before";
  plan.metrics.push_back(metric);
  plan::Scenario scenario;
  const auto mean = [&] {
    return std::get<core::BaselineRecorded>(records_of(plan, scenario)[0]).mean;
  };
  CHECK(mean() == 0.5);
  scenario.series.push_back(
      {"errors", "", "", {}, {}, {{"baseline", *plan::parse_series("2x*")}}, {}});
  CHECK(mean() == 0.02);
  scenario.series[0].operands["baseline"] = *plan::parse_series("_x*");
  CHECK(records_of(plan, scenario).empty());
}
