// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// The name under which a step stands on record: its id, and in brackets the value of `each` that
/// it is done for, `deploy[n1]`.
struct InstanceName {
  std::string step;
  std::string value; ///< Empty for a step without `each`.
};
[[nodiscard]] InstanceName parse_instance(const std::string& name);
[[nodiscard]] std::string instance_name(const std::string& step, const std::string& value);

/// A step of the plan at one of its addresses.
struct StepAt {
  const plan::Step* step = nullptr;
  StepAddress address;
  std::optional<std::string> stands_in_for = {}; ///< See StepStarted.
};

/// The addresses at which a step is done: one for each value of `each`, else the one given.
[[nodiscard]] std::vector<StepAt> instances_of(const plan::Step& step, const StepAddress& address);

/// instances_of(), where a step that failed is stood in for by its `otherwise`.
[[nodiscard]] std::vector<StepAt> due_instances(const plan::Plan& plan, const State& state,
                                                const plan::Step& step, const StepAddress& address);

/// Whether any instance of the step has begun, been skipped or been settled there.
[[nodiscard]] bool has_begun(const State& state, const plan::Step& step,
                             const StepAddress& address);

/// The label and the value that templates of the step see at that address; an alternative sees
/// those of the step that it stands in for. Empty label without.
struct InstanceValue {
  std::string label;
  std::string value;
};
[[nodiscard]] InstanceValue instance_value(const plan::Plan& plan, const plan::Step& step,
                                           const std::string& name);

/// `only_if` of the step at that address: true without one, and where the step that it names ran
/// forward in this release, succeeded, in doubt or by its alternative. Between two steps with the
/// same `each` it is asked value by value: what was never done on a node is not undone there.
[[nodiscard]] bool is_wanted(const plan::Plan& plan, const State& state, const plan::Step& step,
                             const StepAddress& address);

} // namespace relctl::core
