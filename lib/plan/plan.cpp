// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

template <class T>
const T* find_by_id(const std::vector<T>& items, const std::string& id) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const T& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

} // namespace

const Metric* find_metric(const Plan& plan, const std::string& id) {
  return find_by_id(plan.metrics, id);
}

std::string_view source_kind_name(SourceKind kind) {
  switch (kind) {
  case SourceKind::prometheus:
    return "prometheus";
  case SourceKind::exposition:
    return "exposition";
  case SourceKind::json:
    return "json";
  case SourceKind::postgres:
    return "postgres";
  case SourceKind::sqlite:
    return "sqlite";
  case SourceKind::command:
    return "command";
  case SourceKind::alertmanager:
    return "alertmanager";
  }
  RELCTL_CHECK(!"a source kind without a name");
  return "";
}

const Source* find_source(const Plan& plan, const std::string& id) {
  return find_by_id(plan.sources, id);
}

const Step* find_step(const Plan& plan, const std::string& id) {
  for (const auto* steps : {&plan.steps, &plan.rollback.steps, &plan.rollback.verify})
    if (const Step* step = find_by_id(*steps, id))
      return step;
  return nullptr;
}

const Phase* find_phase(const Plan& plan, const std::string& id) {
  return find_by_id(plan.phases, id);
}

const Role* find_role(const Plan& plan, const std::string& id) {
  return find_by_id(plan.roles, id);
}

const Threshold* find_threshold(const Plan& plan, const std::string& id) {
  return find_by_id(plan.thresholds, id);
}

bool applies(const Threshold& threshold, const Phase& phase) {
  const auto& scope = threshold.phases;
  return scope.empty() || std::find(scope.begin(), scope.end(), phase.id) != scope.end();
}

HoldPolicy hold_policy(const Plan& plan, const Threshold* threshold, Cause cause) {
  if (threshold != nullptr)
    if (const auto own = threshold->unknown.find(cause); own != threshold->unknown.end())
      return own->second;
  const auto common = plan.holds.find(cause);
  return common == plan.holds.end() ? HoldPolicy{} : common->second;
}

std::vector<std::string> series_of(const Metric& metric) {
  return metric.each ? metric.each->values : std::vector<std::string>{""};
}

} // namespace relctl::plan
