// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace relctl::planfile {

plan::Environment environment_of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

std::vector<std::string> places(const std::vector<plan::Diagnostic>& diagnostics) {
  std::vector<std::string> lines;
  for (const auto& d : diagnostics)
    lines.push_back(fmt::format("{}:{} {}", d.mark.line, d.mark.column, d.rule));
  return lines;
}

std::string sound_plan() {
  return R"yaml(relctl: 1
name: shop
roles:
  owner: { title: Release Owner, members: [ann] }
vars:
  share: { type: percent, default: 20% }
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
thresholds:
  errors: { metric: errors, breach: "> 1%", target: "< 0.5%", for: 5m, then: rollback }
  sharing: { incident: P0, scope: sharing, then: rollback }
before:
  uat: { ask: "UAT passed", role: owner }
phases:
  - { id: first, traffic: 5%, observe: 30m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 30m..60m, enter: [shift], approve: [owner] }
bake: { observe: 24h }
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
  rolled_back: "{{title}} {{version}}"
holds:
  nodata: { within: 1h, then: rollback }
incidents: { blocking: [P0] }
)yaml";
}

std::string sound_plan_with(const std::string& find, const std::string& with) {
  std::string text = sound_plan();
  const auto at = text.find(find);
  INFO(find);
  REQUIRE(at != std::string::npos);
  return text.replace(at, find.size(), with);
}

std::string mistake_of(const std::string& find, const std::string& with,
                       std::map<std::string, std::string> environment) {
  const auto loaded =
      load_plan(sound_plan_with(find, with), environment_of(std::move(environment)));
  std::string text;
  for (const auto& d : loaded.diagnostics)
    text += fmt::format("{}{}:{} {}: {}; {}", text.empty() ? "" : "\n", d.mark.line, d.mark.column,
                        d.rule, d.message, d.remedy);
  return text;
}

plan::Step load_smoke(const std::string& keys, std::map<std::string, std::string> environment) {
  const auto loaded =
      load_plan(sound_plan_with(k_smoke, keys), environment_of(std::move(environment)));
  INFO(keys);
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(diagnostic.message);
  REQUIRE(loaded.diagnostics.empty());
  return loaded.plan.rollback.verify.front();
}

} // namespace relctl::planfile
