// SPDX-License-Identifier: Apache-2.0
#include "cli/checks.hpp"

#include "base/text.hpp"
#include "cli/facts.hpp"
#include "cli/phases.hpp"
#include "core/check_answer.hpp"
#include "core/standing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

constexpr const char* k_before = "before";
constexpr const char* k_after = "after";

/// Every check of the plan, those of the current phase first, then those before the start.
std::vector<CheckPlace> places(const plan::Plan& plan, const core::State& state) {
  std::vector<CheckPlace> all;
  const auto add = [&](const std::vector<plan::Check>& checks, const std::string& phase) {
    for (const auto& check : checks)
      all.push_back({&check, phase});
  };
  const auto is_here = [&](const plan::Phase& phase) {
    const auto* current = core::current_phase(state, phase.track);
    return current != nullptr && current->id == phase.id;
  };
  for (const auto& phase : plan.phases)
    if (is_here(phase))
      add(phase.checks, plan::phase_name(phase));
  // A completed release has only these left to answer.
  if (state.completed_at)
    add(plan.after, k_after);
  add(plan.before, k_before);
  add(plan.rollback.readmit, k_before);
  for (const auto& phase : plan.phases)
    if (!is_here(phase))
      add(phase.checks, plan::phase_name(phase));
  if (!state.completed_at)
    add(plan.after, k_after);
  return all;
}

/// Two tracks may stand where the same check is asked; which is meant has to be said.
Result<void> is_asked_once(const core::State& state, const std::vector<CheckPlace>& all,
                           const std::string& name, const std::string& where) {
  std::vector<std::string> asking;
  for (const auto* current : core::current_phases(state))
    for (const auto& place : all)
      if (place.check->id == name && place.phase == plan::phase_name(current->track, current->id))
        asking.push_back(place.phase);
  if (!where.empty() || asking.size() < 2)
    return {};
  return fail(ErrorKind::usage, fmt::format("several phases ask check '{}'; say with --phase "
                                            "which: {}",
                                            one_line(name, 60), join(asking, ", ")));
}

tl::unexpected<Error> unknown_check(const std::vector<CheckPlace>& all, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& place : all)
    names.push_back(place.check->id);
  const auto near = nearest(name, names);
  return fail(ErrorKind::not_found, fmt::format("the plan has no check '{}'{}", one_line(name, 60),
                                                near ? fmt::format("; did you mean '{}'?", *near)
                                                : names.empty() ? "; it has none at all"
                                                                : "; it has " + join(names, ", ")));
}

} // namespace

Result<CheckPlace> find_check(const plan::Plan& plan, const core::State& state,
                              const std::string& name, const std::string& phase) {
  const auto all = places(plan, state);
  std::string where = phase;
  if (!phase.empty() && phase != k_before && phase != k_after) {
    RELCTL_TRY_ASSIGN(const auto* chosen, choose_phase(plan, phase));
    where = plan::phase_name(*chosen);
  }
  RELCTL_TRY(is_asked_once(state, all, name, where));
  for (const auto& place : all)
    if (place.check->id == name && (where.empty() || place.phase == where))
      return place;
  return unknown_check(all, name);
}

Result<std::map<std::string, std::string>> values_given(const std::vector<std::string>& settings) {
  std::map<std::string, std::string> values;
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    const auto name =
        equals == std::string::npos ? core::k_answer_number : setting.substr(0, equals);
    const auto value = equals == std::string::npos ? setting : setting.substr(equals + 1);
    if (name.empty() || trim(value).empty())
      return fail(ErrorKind::usage, fmt::format("--value takes NAME=TEXT or a number, not '{}'",
                                                one_line(setting, 60)));
    values[name] = value;
  }
  return values;
}

Result<core::Statement> answer_check(const Session& session, const plan::Plan& plan,
                                     const core::State& state, const CheckPlace& place,
                                     const Answer& answer) {
  RELCTL_TRY(may_act_as(session, plan, place.check->role));
  return core::answer_check(
      *place.check, state,
      {place.phase, answer.check, answer.ok, session.actor(), answer.note, answer.values});
}

} // namespace relctl::cli
