// SPDX-License-Identifier: Apache-2.0
#include "cli/stand_ins.hpp"

#include <algorithm>

namespace relctl::cli {

namespace {

/// The environment, with `stand_in` for what is not set and has no default in the text.
plan::Environment with_stand_in(const plan::Environment& environment, const std::string& text,
                                const std::string& stand_in) {
  return [=](const std::string& name) -> std::optional<std::string> {
    auto value = environment(name);
    const bool is_needed = text.find("${" + name + "}") != std::string::npos;
    if ((!value || value->empty()) && is_needed)
      return stand_in;
    return value;
  };
}

} // namespace

bool stands_in_the_way_back(const planfile::LoadedPlan& plan) {
  return std::any_of(plan.unread.begin(), plan.unread.end(),
                     [](const std::string& rule) { return rule != "bad-zone"; });
}

planfile::LoadedPlan load_with_stand_ins(const std::string& plan_text,
                                         const plan::Environment& environment,
                                         const std::vector<std::string>& changes) {
  planfile::LoadedPlan whole = planfile::load_plan(plan_text, environment, changes);
  if (whole.unread.empty())
    return whole;
  // A source's whole address, a host or a port may be what is missing.
  for (const char* stand_in : {"http://unset.invalid", "unset.invalid", "9"}) {
    auto loaded =
        planfile::load_plan(plan_text, with_stand_in(environment, plan_text, stand_in), changes);
    if (!stands_in_the_way_back(loaded))
      return loaded;
  }
  return whole;
}

} // namespace relctl::cli
