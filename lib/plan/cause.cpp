// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "plan/threshold.hpp"

#include <algorithm>
#include <array>

namespace relctl::plan {
namespace {

struct NamedCause {
  Cause cause;
  std::string_view name;
};

/// In the order of the enumeration, which cause_name relies on.
constexpr std::array<NamedCause, 28> k_causes{{
    {Cause::nodata, "nodata"},
    {Cause::nan, "nan"},
    {Cause::stale, "stale"},
    {Cause::thin, "thin"},
    {Cause::many, "many"},
    {Cause::provider_error, "provider_error"},
    {Cause::timeout, "timeout"},
    {Cause::before_phase, "before_phase"},
    {Cause::pending, "pending"},
    {Cause::breach, "breach"},
    {Cause::target, "target"},
    {Cause::coverage, "coverage"},
    {Cause::gap, "gap"},
    {Cause::baseline, "baseline"},
    {Cause::observing, "observing"},
    {Cause::approval, "approval"},
    {Cause::check, "check"},
    {Cause::incident, "incident"},
    {Cause::paused, "paused"},
    {Cause::frozen, "frozen"},
    {Cause::step_failed, "step_failed"},
    {Cause::step_in_doubt, "step_in_doubt"},
    {Cause::exposure, "exposure"},
    {Cause::taken_back, "taken_back"},
    {Cause::item, "item"},
    {Cause::window, "window"},
    {Cause::component, "component"},
    {Cause::variable, "variable"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < k_causes.size(); ++i)
    if (static_cast<std::size_t>(k_causes[i].cause) != i)
      return false;
  return true;
}
static_assert(in_order());

} // namespace

bool has_deadline(Cause cause) {
  constexpr std::array k_without{Cause::before_phase, Cause::observing, Cause::paused,
                                 Cause::frozen,       Cause::window,    Cause::component,
                                 Cause::variable};
  return std::find(k_without.begin(), k_without.end(), cause) == k_without.end();
}

std::string_view cause_name(Cause cause) {
  const auto index = static_cast<std::size_t>(cause);
  RELCTL_CHECK(index < k_causes.size());
  return k_causes[index].name;
}

std::optional<Cause> parse_cause(std::string_view name) {
  for (const NamedCause& known : k_causes)
    if (known.name == name)
      return known.cause;
  return std::nullopt;
}

std::vector<std::string> cause_names() {
  std::vector<std::string> names;
  for (const NamedCause& known : k_causes)
    names.emplace_back(known.name);
  return names;
}

} // namespace relctl::plan
