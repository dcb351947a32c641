// SPDX-License-Identifier: Apache-2.0
#include "sim/healthy.hpp"

#include "core/check_answer.hpp"
#include "sim/effect_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace relctl::sim {

namespace {

void collect_numbers(const plan::Expression& expression, std::vector<double>& numbers) {
  if (expression.kind == plan::Expression::Kind::number)
    numbers.push_back(expression.number.value);
  for (const plan::Expression& child : expression.children)
    collect_numbers(child, numbers);
}

/// Every limit that the metric's thresholds set, with what must come out of it.
struct Demand {
  const plan::Limit* limit;
  bool must_hold; ///< A target must hold, a breach must not.
};

std::vector<Demand> demands_on(const plan::Plan& plan, const plan::Metric& metric) {
  std::vector<Demand> demands;
  for (const plan::Threshold& threshold : plan.thresholds) {
    if (threshold.metric != metric.id)
      continue;
    if (threshold.breach)
      demands.push_back({&*threshold.breach, false});
    if (threshold.target)
      demands.push_back({&*threshold.target, true});
  }
  return demands;
}

bool meets(const std::vector<Demand>& demands, double value, double operand) {
  return std::all_of(demands.begin(), demands.end(), [&](const Demand& demand) {
    const auto right =
        plan::evaluate(demand.limit->right, [&](const std::string&) { return operand; });
    return right.value &&
           plan::holds(demand.limit->comparison, value, *right.value) == demand.must_hold;
  });
}

/// The best possible values first, so that nothing almost breaches.
std::vector<double> candidates(const std::vector<Demand>& demands, double operand) {
  std::vector<double> values{operand};
  for (const Demand& demand : demands) {
    std::vector<double> numbers{0.0, 1.0, operand};
    collect_numbers(demand.limit->right, numbers);
    for (const double number : numbers)
      for (const double factor : {0.5, 0.2, 1.0, 0.9, 1.1, 2.0, 10.0})
        values.push_back(number * factor);
  }
  return values;
}

} // namespace

std::optional<HealthyNumbers> healthy_numbers(const plan::Plan& plan, const plan::Metric& metric) {
  const std::vector<Demand> demands = demands_on(plan, metric);
  std::vector<double> operands{0.5, 1.0, 0.1, 0.01, 10.0, 100.0};
  if (metric.baseline && metric.baseline->fixed)
    operands = {metric.baseline->fixed->value};
  std::optional<double> volume;
  if (metric.volume)
    volume = std::max(1.0, metric.volume->at_least) * 10.0;
  for (const double operand : operands)
    for (const double value : candidates(demands, operand))
      if (std::isfinite(value) && meets(demands, value, operand))
        return HealthyNumbers{value, operand, volume};
  return std::nullopt;
}

std::string number_within(const plan::Check& check) {
  if (!check.limit)
    return {};
  std::vector<double> numbers{0.0, 1.0};
  collect_numbers(check.limit->right, numbers);
  const double scale = check.unit.scale == 0.0 ? 1.0 : check.unit.scale;
  for (const double number : numbers)
    for (const double factor : {1.0, 0.9, 1.1, 0.5, 2.0}) {
      // Without a unit of its own the check takes the one of its limit: here the canonical one.
      for (const char* unit : {"", "ratio", "s", "B"}) {
        const std::string text = fmt::format("{}{}", number * factor / scale,
                                             check.unit.symbol.empty() ? unit : check.unit.symbol);
        if (!core::limit_objection(check, text))
          return text;
      }
    }
  return {};
}

std::string healthy_output(const plan::Plan& plan, const core::EffectRequest& effect) {
  const EffectName name = parse_effect_id(effect.id);
  const bool is_check = name.stage == "check" || name.stage == "before";
  const plan::Check* check = is_check ? core::find_check(plan, name.step) : nullptr;
  return check == nullptr ? std::string() : number_within(*check);
}

plan::ComponentVersions healthy_components(const plan::Plan& plan, const std::string& version,
                                           plan::Values vars) {
  plan::ComponentVersions stand_ins;
  for (const plan::Component& component : plan.components)
    if (!component.version)
      stand_ins[component.id] = version;
  if (!plan.compatible.empty())
    for (const auto& [id, range] : plan.compatible.front().ranges)
      if (const auto own = stand_ins.find(id);
          own != stand_ins.end() && !range.alternatives.front().empty())
        own->second = format_semver(range.alternatives.front().front().version);
  vars["version"] = version;
  const auto versions = plan::component_versions(plan.components, stand_ins, vars);
  return versions ? *versions : stand_ins;
}

} // namespace relctl::sim
