// SPDX-License-Identifier: Apache-2.0
#include "plan/variables.hpp"

#include "base/text.hpp"
#include "plan/findings.hpp"
#include "plan/traffic.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

struct Found {
  std::string value;
  std::string origin; ///< `--set`, `--vars`, `environment variable NAME` or `the plan's default`.
};

/// Where values come from, in order.
struct Origins {
  const Values& given;
  const Values& manifest;
  const Environment& environment;
};

std::optional<std::string> percent_mistake(const std::string& value) {
  if (parse_share(value))
    return std::nullopt;
  return quoted(value) + " is not a percentage from 0% to 100%; write for instance 20%";
}

std::optional<std::string> text_mistake(const std::string& value) {
  if (printable(value) == value)
    return std::nullopt;
  return quoted(value) + " has control characters or is not UTF-8; take them out";
}

std::optional<Found> find_value(const Variable& variable, const Origins& origins) {
  if (const auto set = origins.given.find(variable.id); set != origins.given.end())
    return Found{set->second, "--set"};
  if (const auto set = origins.manifest.find(variable.id); set != origins.manifest.end())
    return Found{set->second, "--vars"};
  if (!variable.env.empty())
    if (const auto value = origins.environment(variable.env); value && !value->empty())
      return Found{*value, "environment variable " + variable.env};
  if (variable.default_value)
    return Found{*variable.default_value, "the plan's default"};
  return std::nullopt;
}

tl::unexpected<Error> refuse_missing(const Variable& variable) {
  const std::string way =
      variable.env.empty() ? "" : " or the environment variable " + variable.env;
  return fail(ErrorKind::usage, "variable '" + variable.id + "' has no value; give it with --set " +
                                    variable.id + "=VALUE" + way);
}

/// No value for a required variable that has none.
Result<std::optional<std::string>> pin(const Variable& variable, const Origins& origins) {
  const auto found = find_value(variable, origins);
  if (!found && variable.required)
    return std::nullopt;
  if (!found)
    return refuse_missing(variable);
  if (const auto mistake = type_mistake(variable.type, found->value))
    return fail(ErrorKind::usage,
                "variable '" + variable.id + "' (from " + found->origin + "): " + *mistake);
  return found->value;
}

std::vector<std::string> known_names(const Plan& plan) {
  std::vector<std::string> names;
  for (const Variable& variable : plan.vars)
    names.push_back(variable.id);
  names.insert(names.end(), handed_over_names().begin(), handed_over_names().end());
  return names;
}

Result<void> check_given(const std::vector<std::string>& known, const Values& given,
                         const std::string& flag) {
  for (const auto& [name, value] : given) {
    if (std::find(known.begin(), known.end(), name) != known.end())
      continue;
    const auto near = nearest(name, known);
    return fail(ErrorKind::usage, flag + " names an unknown variable " + quoted(name) +
                                      (near ? "; did you mean '" + *near + "'?"
                                            : "; the plan knows " + join(known, ", ")));
  }
  return {};
}

} // namespace

const std::vector<std::string>& handed_over_names() {
  static const std::vector<std::string> k_names{"eta", "impact"};
  return k_names;
}

std::optional<std::string> type_mistake(VariableType type, const std::string& value) {
  switch (type) {
  case VariableType::text:
    return text_mistake(value);
  case VariableType::percent:
    return percent_mistake(value);
  case VariableType::duration:
    if (const auto duration = parse_duration(value); !duration)
      return duration.error().message;
    return std::nullopt;
  case VariableType::number:
    if (const auto number = parse_number(value); !number)
      return number.error().message;
    return std::nullopt;
  case VariableType::boolean:
    if (value != "true" && value != "false")
      return quoted(value) + " is not a boolean; write true or false";
    return std::nullopt;
  }
  return std::nullopt;
}

Result<Values> pin_variables(const Plan& plan, const Values& given, const Environment& environment,
                             const Values& manifest) {
  const auto known = known_names(plan);
  RELCTL_TRY(check_given(known, given, "--set"));
  RELCTL_TRY(check_given(known, manifest, "--vars"));
  const Origins origins{given, manifest, environment};
  Values values;
  for (const std::string& name : handed_over_names())
    if (const auto handed = find_value({name, VariableType::text, {}, {}, {}}, origins)) {
      if (const auto mistake = text_mistake(handed->value))
        return fail(ErrorKind::usage,
                    "variable '" + name + "' (from " + handed->origin + "): " + *mistake);
      values[name] = handed->value;
    }
  for (const Variable& variable : plan.vars) {
    RELCTL_TRY_ASSIGN(const auto value, pin(variable, origins));
    if (value)
      values[variable.id] = *value;
  }
  return values;
}

} // namespace relctl::plan
