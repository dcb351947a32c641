// SPDX-License-Identifier: Apache-2.0
#include "fuzz/plans.hpp"

#include "base/check.hpp"
#include "planfile/plan_yaml.hpp"

#include <map>

namespace relctl::fuzz {
namespace {

constexpr const char* k_plan = R"yaml(relctl: 1
name: shop
roles:
  owner: { title: Release Owner }
vars:
  share: { type: percent, default: 20% }
  ticket: { type: text, required: true }
  wait: { type: duration, default: 5m }
components:
  api: {}
sources:
  prom: { prometheus: "http://127.0.0.1:9090", timeout: 5s }
metrics:
  errors:
    source: prom
    query: sum(rate(errors{version="{{version}}"}[1m]))
    unit: ratio
    every: 30s
    window: 1m
    volume: { query: "sum(increase(requests[1m]))", at_least: 100 }
    baseline: { query: "sum(rate(errors{version='{{stable}}'}[1m]))" }
  p95:
    source: prom
    each: { route: [cart, pay] }
    query: histogram_quantile(0.95, sum by (le) (rate(api_bucket{route="{{route}}"}[5m])))
    unit: s
    references: { week: { query: "avg(avg_over_time(api_seconds{route='{{route}}'}[7d]))" } }
thresholds:
  errors: { metric: errors, breach: "> 1%", target: "< 0.5%", for: 5m, then: rollback }
  p95: { metric: p95, breach: "> 2 * week", then: hold }
  outage: { incident: P0, then: rollback }
before:
  uat: { ask: "UAT passed", role: owner }
phases:
  - { id: first, traffic: "{{share}}", observe: 30m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 30m..60m, enter: [shift], approve: [owner] }
steps:
  shift: { haproxy: { socket: ./s, backend: app, canary: c, stable: s }, timeout: 10s }
rollback:
  deadline: 30m
  observe: 30m
  steps:
    - { id: back, use: shift, traffic: 0% }
  verify:
    - { id: smoke, run: [./smoke] }
comms:
  rolled_back: "{{title}} {{version}}: {{ticket}}"
)yaml";

} // namespace

const plan::Environment& environment() {
  static const std::map<std::string, std::string> values{
      {"URL", "http://127.0.0.1:9090"},
      {"TOKEN", "correct-horse-battery"},
      {"EMPTY", ""},
      {"HOSTILE", "x\x1b[31m\n${TOKEN} {{version}}"}};
  static const plan::Environment lookup =
      [](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  return lookup;
}

const plan::Plan& sound_plan() {
  static const plan::Plan plan = [] {
    planfile::LoadedPlan loaded = planfile::load_plan(k_plan, environment());
    RELCTL_CHECK(!plan::has_errors(loaded.diagnostics));
    return std::move(loaded.plan);
  }();
  return plan;
}

} // namespace relctl::fuzz
