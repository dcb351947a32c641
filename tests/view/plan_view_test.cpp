// SPDX-License-Identifier: Apache-2.0
#include "view/plan_view.hpp"
#include "view/sample.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;

namespace {

PlanSubject subject_of_plan(const plan::Plan& plan) {
  return {plan,    "plans/onedish.yaml", "0123456789abcdef", "1.4.0", "1.3.9", {{"ratio", "20%"}},
          k_opened};
}

} // namespace

TEST_CASE("a plan is shown from its preconditions to the way back") {
  const plan::Plan plan = sample_plan();
  CHECK(plan_text(subject_of_plan(plan), terminal()) ==
        R"(OneDish 灰度发布  v1.3.9 → v1.4.0
plan onedish in plans/onedish.yaml, sha256 0123456789ab
ratio = 20%

before the start: go or no-go
  • uat: qa (QA) is asked "UAT 通过且无 P0/P1"
  • migration: run ./check-migration 1.4.0

phase 1/3 internal · 5% · users whitelist · observes 30m
  → shift: haproxy app: canary 5%, stable 95%
      timeout 10s
  gate
    • error-rate: 错误率 > 1% for 10m: roll back; target < 0.5%
    • permission: incident P0 in sharing: roll back

phase 2/3 p20 · 20% · observes 30m to 1h
  → shift: haproxy app: canary 20%, stable 80%
      timeout 10s
  gate
    • error-rate: 错误率 > 1% for 10m: roll back; target < 0.5%
    • p95: 关键接口 P95 > 2 * baseline: roll back (each endpoint: recommend,
      swap)
    • permission: incident P0 in sharing: roll back
    • approval by owner (Release Owner)

phase 3/3 bake · 20% · observes 1d · bake: keeps the exposure
  gate
    • error-rate: 错误率 > 1% for 10m: roll back; target < 0.5%
    • p95: 关键接口 P95 > 2 * baseline: roll back (each endpoint: recommend,
      swap)
    • permission: incident P0 in sharing: roll back

rollback to v1.3.9 · deadline 30m
  ← shift-back: haproxy app: canary 0%, stable 100%
      timeout 10s
  ← database: run ./migrate down 1.3.9
      timeout 1m, 2 retries
      ✖ point of no return: an automatic rollback waits here for an approval
  ✔ smoke: run ./smoke
      timeout 1m
  • observes 30m afterwards; recovered when every hard metric stays within its
    target

earliest finish 2026-11-23T02:50:00Z, 1d1h from now; nothing was changed
)");
}

TEST_CASE("steps are rendered for the phase they enter") {
  const plan::Plan plan = sample_plan();
  PlanSubject subject = subject_of_plan(plan);
  subject.vars["ratio"] = "25%";
  const auto steps = entering_steps(subject, plan.phases[1]);
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].action == "haproxy app: canary 25%, stable 75%");
}

TEST_CASE("a verification, a condition and a failure that is passed over are noted") {
  plan::Plan plan = sample_plan();
  plan::Step& database = plan.rollback.steps[1];
  plan::HttpAction ready;
  ready.url.text = "http://db.example.com/ready";
  database.verify.emplace().action = ready;
  database.only_if = "shift";
  database.on_failure = plan::OnFailure::go_on;
  database.idempotent = true;
  const auto steps = rollback_steps(subject_of_plan(plan), false);
  CHECK(steps[1].verify == "verify: GET http://db.example.com/ready");
  CHECK(steps[1].notes ==
        "timeout 1m, 2 retries, idempotent, only if shift ran, goes on after a failure");
  CHECK(steps[1].point_of_no_return);
}

TEST_CASE("thresholds are shown with their shape and consequence, in their scope only") {
  plan::Plan plan = sample_plan();
  plan.thresholds[0].shape = plan::CountOf{3, 5};
  plan.thresholds[0].then = {plan::Consequence::Kind::run_step, "degrade"};
  const auto lines = gate_lines(subject_of_plan(plan), plan.phases[0]);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "error-rate: 错误率 > 1% in 3 of 5 readings: run degrade; target < 0.5%");
}

TEST_CASE("the earliest finish is the longest track") {
  plan::Plan plan = sample_plan();
  CHECK(earliest_finish(subject_of_plan(plan)) == at(hours(25)));
  plan.tracks.push_back({"other", "", {}, {}});
  plan.phases[2].track = "other";
  CHECK(earliest_finish(subject_of_plan(plan)) == at(hours(24)));
  plan.tracks[1].after = {"main"};
  CHECK(earliest_finish(subject_of_plan(plan)) == at(hours(25)));
}
