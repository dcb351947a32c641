// SPDX-License-Identifier: Apache-2.0
#include "core/step_instances.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

StepAddress named(StepAddress address, const std::string& step, const std::string& value) {
  address.step = instance_name(step, value);
  return address;
}

StepAt alternative_of(const plan::Plan& plan, const StepAt& at) {
  const plan::Step* other = plan::find_step(plan, at.step->otherwise);
  RELCTL_CHECK(other != nullptr);
  return {other, named(at.address, other->id, parse_instance(at.address.step).value),
          at.address.step};
}

bool has_failed(const State& state, const StepAddress& address) {
  const StepState* step = find_step(state, address);
  return step != nullptr && step->status == StepState::Status::failed;
}

bool may_have_run(const StepState& step) {
  return step.status == StepState::Status::succeeded ||
         step.status == StepState::Status::in_doubt || step.status == StepState::Status::abandoned;
}

bool has_value(const plan::Step& step, const std::string& value) {
  return step.each && std::find(step.each->values.begin(), step.each->values.end(), value) !=
                          step.each->values.end();
}

} // namespace

InstanceName parse_instance(const std::string& name) {
  const std::size_t bracket = name.find('[');
  if (bracket == std::string::npos || !name.ends_with(']'))
    return {name, ""};
  return {name.substr(0, bracket), name.substr(bracket + 1, name.size() - bracket - 2)};
}

std::string instance_name(const std::string& step, const std::string& value) {
  return value.empty() ? step : step + "[" + value + "]";
}

std::vector<StepAt> instances_of(const plan::Step& step, const StepAddress& address) {
  if (!step.each)
    return {{&step, address, {}}};
  std::vector<StepAt> instances;
  for (const std::string& value : step.each->values)
    instances.push_back({&step, named(address, step.id, value), {}});
  return instances;
}

std::vector<StepAt> due_instances(const plan::Plan& plan, const State& state,
                                  const plan::Step& step, const StepAddress& address) {
  std::vector<StepAt> due = instances_of(step, address);
  for (StepAt& at : due)
    if (!step.otherwise.empty() && has_failed(state, at.address))
      at = alternative_of(plan, at);
  return due;
}

bool has_begun(const State& state, const plan::Step& step, const StepAddress& address) {
  const auto instances = instances_of(step, address);
  return std::any_of(instances.begin(), instances.end(),
                     [&](const StepAt& at) { return find_step(state, at.address) != nullptr; });
}

InstanceValue instance_value(const plan::Plan& plan, const plan::Step& step,
                             const std::string& name) {
  const std::string value = parse_instance(name).value;
  if (value.empty())
    return {};
  if (step.each)
    return {step.each->label, value};
  std::vector<const std::vector<plan::Step>*> groups = plan::rollback_lists(plan.rollback);
  groups.push_back(&plan.steps);
  for (const auto* group : groups)
    for (const plan::Step& other : *group)
      if (other.otherwise == step.id && has_value(other, value))
        return {other.each->label, value};
  return {};
}

bool is_wanted(const plan::Plan& plan, const State& state, const plan::Step& step,
               const StepAddress& address) {
  if (step.only_if.empty())
    return true;
  const plan::Step* condition = plan::find_step(plan, step.only_if);
  const bool by_value = condition != nullptr && condition->each && step.each &&
                        condition->each->label == step.each->label;
  const std::string own_value = parse_instance(address.step).value;
  return std::any_of(state.steps.begin(), state.steps.end(), [&](const auto& entry) {
    const StepState& other = entry.second;
    const InstanceName name = parse_instance(other.address.step);
    const bool is_named =
        name.step == step.only_if || (condition != nullptr && !condition->otherwise.empty() &&
                                      name.step == condition->otherwise);
    return is_named && other.address.is_forward() && may_have_run(other) &&
           (!by_value || name.value == own_value);
  });
}

} // namespace relctl::core
