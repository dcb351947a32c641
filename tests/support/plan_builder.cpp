// SPDX-License-Identifier: Apache-2.0
#include "support/plan_builder.hpp"

#include "base/check.hpp"

namespace relctl::test {
namespace {

plan::Step haproxy_step(const std::string& id) {
  plan::Step step;
  step.id = id;
  step.title = id;
  step.action = plan::HaproxyAction{{"./haproxy.sock", {}}, "app", "canary", "stable"};
  step.timeout = seconds(10);
  return step;
}

plan::Phase a_bake(Duration observe) {
  plan::Phase phase;
  phase.id = "bake";
  phase.traffic.text = "100%";
  phase.observe = observe;
  phase.observe_max = observe;
  phase.bake = true;
  return phase;
}

plan::Rollback a_rollback() {
  plan::Rollback rollback;
  rollback.deadline = minutes(30);
  rollback.observe = minutes(30);
  plan::Step back = haproxy_step("shift-back");
  back.traffic = plan::TemplateText{"0%", {}};
  rollback.steps = {back};
  rollback.verify = {a_step("smoke", {"./smoke", "{{to}}"})};
  return rollback;
}

} // namespace

plan::Limit a_limit(std::string_view text) {
  const auto limit = plan::parse_limit(text);
  RELCTL_CHECK(limit.has_value());
  return *limit;
}

plan::Metric a_metric(const std::string& id) {
  plan::Metric metric;
  metric.id = id;
  metric.title = id;
  metric.source = "prom";
  metric.query.text = "sum(rate(" + id + "_total{version=\"{{version}}\"}[1m]))";
  metric.unit = *parse_unit("ratio");
  metric.every = seconds(30);
  metric.window = minutes(1);
  metric.max_gap = 5 * metric.every;
  return metric;
}

plan::Threshold a_threshold(const std::string& id, const std::string& metric,
                            std::string_view breach) {
  plan::Threshold threshold;
  threshold.id = id;
  threshold.metric = metric;
  threshold.breach = a_limit(breach);
  return threshold;
}

plan::Phase a_phase(const std::string& id, const std::string& traffic, Duration observe) {
  plan::Phase phase;
  phase.id = id;
  phase.traffic.text = traffic;
  phase.observe = observe;
  phase.observe_max = observe;
  phase.enter = {"shift"};
  return phase;
}

plan::Step a_step(const std::string& id, const std::vector<std::string>& argv) {
  plan::CommandAction action;
  for (const std::string& word : argv)
    action.argv.push_back({word, {}});
  plan::Step step;
  step.id = id;
  step.title = id;
  step.action = action;
  return step;
}

plan::Plan a_plan() {
  plan::Plan plan;
  plan.name = "shop";
  plan.title = "Shop";
  plan.roles = {{"owner", "Release Owner", {"release-owner"}, {}}};
  plan::Source prom;
  prom.id = "prom";
  prom.url = "http://127.0.0.1:9090";
  plan.sources = {prom};
  plan.metrics = {a_metric("error_rate")};
  plan::Threshold threshold = a_threshold("error-rate", "error_rate", "> 1%");
  threshold.target = a_limit("< 0.5%");
  threshold.shape = plan::Sustained{minutes(10)};
  plan.thresholds = {threshold};
  plan.phases = {a_phase("p5", "5%", minutes(30)), a_phase("p20", "20%", minutes(30)),
                 a_phase("p50", "50%", minutes(30)), a_phase("full", "100%", minutes(30))};
  for (std::size_t i = 1; i < plan.phases.size(); ++i)
    plan.phases[i].approve = {{"owner", {}}};
  plan.phases.push_back(a_bake(hours(24)));
  plan.steps = {haproxy_step("shift")};
  plan.rollback = a_rollback();
  plan.comms = {{"started", {"{{title}} {{version}}: {{phase}} takes {{traffic}}", {}}},
                {"promoted", {"{{title}} {{version}}: on to {{next}}", {}}},
                {"held", {"{{title}} {{version}} held in {{phase}}: {{reasons}}", {}}},
                {"rolled_back", {"{{title}} back to {{to}}: {{reasons}}", {}}},
                {"rollback_incomplete", {"{{title}} not back on {{to}}: {{reasons}}", {}}}};
  return plan;
}

} // namespace relctl::test
