// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/metric.hpp"
#include "plan/source.hpp"
#include "plan/step.hpp"
#include "plan/threshold.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::plan {

struct Role {
  std::string id;
  std::string title;
  std::vector<std::string> members; ///< Empty: anybody may act in this role.
  Mark mark;
};

enum class VariableType { text, percent, duration, number, boolean };

/// A typed value pinned at start: from `--set`, else from the environment, else the default.
struct Variable {
  std::string id;
  VariableType type = VariableType::text;
  std::optional<std::string> default_value;
  std::string env;
  Mark mark;
};

/// An approval needed to leave a phase.
struct Approval {
  std::string role;
  Mark mark;
};

/// One exposure level. The last phase may be the bake, which keeps the exposure of the one before.
struct Phase {
  std::string id;
  std::string track = "main";
  TemplateText traffic; ///< Renders to a percentage.
  std::vector<std::pair<std::string, std::string>> cohort;
  Duration observe;     ///< The least; zero is none.
  Duration observe_max; ///< Equals observe unless the plan gives a range.
  std::vector<std::string> enter;
  std::vector<Approval> approve;
  std::vector<Check> checks;
  bool bake = false;
  Mark mark;
  Mark observe_mark;
};

struct Rollback {
  Duration deadline = minutes(30);
  Duration observe;
  std::vector<Step> steps; ///< `use: ID` is resolved: a copy of that step under its own id.
  std::vector<Step> verify;
  Mark mark;
};

/// A release document that runs. Inert: nothing here reads files, clocks or the environment.
struct Plan {
  std::string name;
  std::string title;
  std::vector<Role> roles;
  std::vector<Variable> vars;
  std::vector<Source> sources;
  std::vector<Metric> metrics;
  std::vector<Threshold> thresholds;
  std::vector<Check> before; ///< Preconditions of start.
  std::vector<Phase> phases; ///< In order; a bake comes last.
  std::vector<Step> steps;
  Rollback rollback;
  std::map<std::string, TemplateText> comms;
  std::map<Cause, HoldPolicy> holds;
  std::vector<std::string> blocking_incidents = {"P0", "P1"};
  Mark comms_mark;
};

[[nodiscard]] const Metric* find_metric(const Plan& plan, const std::string& id);
[[nodiscard]] const Source* find_source(const Plan& plan, const std::string& id);
/// Among `steps`, then the rollback's steps, then its verification.
[[nodiscard]] const Step* find_step(const Plan& plan, const std::string& id);
[[nodiscard]] const Phase* find_phase(const Plan& plan, const std::string& id);
[[nodiscard]] const Role* find_role(const Plan& plan, const std::string& id);
[[nodiscard]] const Threshold* find_threshold(const Plan& plan, const std::string& id);

/// A threshold decides in a phase when its scope is empty or names it.
[[nodiscard]] bool applies(const Threshold& threshold, const Phase& phase);

/// The policy for a hold: the threshold's own, else the plan's, else 24 h then ask.
[[nodiscard]] HoldPolicy hold_policy(const Plan& plan, const Threshold* threshold, Cause cause);

} // namespace relctl::plan
