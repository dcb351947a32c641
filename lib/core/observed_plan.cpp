// SPDX-License-Identifier: Apache-2.0
#include "core/observed_plan.hpp"

#include "core/observation_state.hpp"

namespace relctl::core {
namespace {

/// What a family's samples are called besides the family's own name: the suffixes of the text
/// formats, https://prometheus.io/docs/instrumenting/exposition_formats/.
constexpr const char* k_count_in_prometheus =
    R"(count({__name__=~"{{family}}(_total|_count|_sum|_bucket)?"}))";
constexpr const char* k_count_on_a_page = "family({{family}})";

void add_families(plan::Plan& plan, const ObservationOpened& opened) {
  const plan::Observation& observe = *plan.observe;
  const plan::Source* source = plan::find_source(plan, observe.families_source);
  if (observe.families.empty() || source == nullptr)
    return;
  plan::Metric metric;
  metric.id = metric.title = k_families_metric;
  metric.source = source->id;
  metric.query.text =
      source->kind == plan::SourceKind::exposition ? k_count_on_a_page : k_count_in_prometheus;
  metric.each = plan::Each{"family", observe.families};
  metric.every = metric.window = opened.every;
  metric.watch = true;
  plan.metrics.push_back(std::move(metric));
}

plan::Phase observed_phase_of(const plan::Observation& observe, const ObservationOpened& opened) {
  plan::Phase phase;
  phase.id = k_observe_phase;
  phase.traffic.text = "0%";
  phase.observe = phase.observe_max = opened.samples * opened.every;
  for (const plan::Checkpoint& checkpoint : observe.checkpoints) {
    plan::Check check;
    check.id = checkpoint.id;
    check.ask = checkpoint.ask;
    check.role = checkpoint.role;
    phase.checks.push_back(std::move(check));
  }
  return phase;
}

} // namespace

plan::Plan observed_plan(const plan::Plan& plan, const ObservationOpened& opened) {
  plan::Plan observed;
  observed.name = plan.name;
  observed.title = plan.title;
  observed.roles = plan.roles;
  observed.vars = plan.vars;
  observed.sources = plan.sources;
  observed.metrics = plan.metrics;
  observed.thresholds = plan.thresholds;
  observed.steps = plan.steps;
  observed.observe = plan.observe.value_or(plan::Observation{});
  observed.before = observed.observe->before;
  for (plan::Source& source : observed.sources)
    if (const auto url = opened.urls.find(source.id); url != opened.urls.end())
      source.url = url->second;
  for (plan::Metric& metric : observed.metrics) {
    metric.every = metric.window = opened.every;
    metric.max_gap = 5 * opened.every;
    // What records a baseline cannot wait for it.
    if (metric.baseline && !opened.record.empty() && metric.baseline->recorded == opened.record)
      metric.baseline.reset();
  }
  for (plan::Threshold& threshold : observed.thresholds)
    threshold.phases.clear();
  add_families(observed, opened);
  observed.phases = {observed_phase_of(*observed.observe, opened)};
  return observed;
}

} // namespace relctl::core
