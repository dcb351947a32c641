// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsed.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Stage;
using engine::Until;
using Words = std::vector<std::string>;

namespace {

/// The short plan with a plugin that goes back alone when its backlog grows.
plan::Plan plan_with_plugin() {
  plan::Plan plan = a_short_plan();
  plan::Metric backlog = a_metric("backlog");
  backlog.unit = {};
  plan.metrics.push_back(backlog);
  plan.thresholds.push_back(a_threshold("backlog", "backlog", "> 100"));
  plan.thresholds[1].then.scope = "plugin";
  plan::RollbackScope plugin;
  plugin.id = "plugin";
  plugin.steps = {a_step("plugin-down", {"./down"})};
  plan.rollback.scopes = {plugin};
  return plan;
}

/// The backlog is 500 from `after` on.
void grow_backlog(Rehearsed& release, Instant after) {
  release.value = [good = release.value, after](const core::MeasurementRequest& request,
                                                Instant at) {
    core::Reading reading = good(request, at);
    if (request.metric == "backlog")
      reading.value = at >= after ? 500.0 : 1.0;
    return reading;
  };
}

} // namespace

TEST_CASE("a plugin goes back alone; the rest goes on when a person has agreed") {
  Rehearsed release(plan_with_plugin());
  grow_backlog(release, release.world->now() + minutes(3));
  release.run(k_run_goal);
  core::State state = release.state();
  CHECK(state.stage == Stage::in_phase);
  CHECK(state.taken_back.contains("plugin"));
  CHECK(release.effects() == Words{"shift", "plugin-down"});
  CHECK(release.world->share("app") == 0.05);
  release.fact(core::ApprovalGiven{"scope/plugin", "", "release-owner", ""});
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::complete);
  CHECK(release.state().taken_back.size() == 1);
}

TEST_CASE("a person takes a part back and the command ends with it") {
  Rehearsed release(plan_with_plugin());
  release.run({Until::settled, 1, {}, true, true});
  release.fact(core::RollbackRequested{"1.0.0", "pager", "owner", false, true, "plugin", {}});
  const engine::Outcome outcome = release.run({Until::settled, 0, {}, false, false});
  CHECK(outcome.stop == engine::Stop::reached);
  CHECK(release.state().stage == Stage::in_phase);
  CHECK(release.state().taken_back.contains("plugin"));
}

TEST_CASE("everything goes back after a part has, when the rest breaches as well") {
  Rehearsed release(plan_with_plugin());
  grow_backlog(release, release.world->now() + minutes(3));
  release.run(k_run_goal);
  release.value = [](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading;
    reading.metric = request.metric;
    reading.at = at;
    reading.value = 0.5;
    return reading;
  };
  release.fact(core::ApprovalGiven{"scope/plugin", "", "release-owner", ""});
  release.run(k_run_goal);
  CHECK(release.state().stage == Stage::closed);
  CHECK(release.world->share("app") == 0.0);
}
