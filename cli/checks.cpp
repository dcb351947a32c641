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

Result<void> is_asked_for(const plan::Check& check, const std::string& name) {
  const auto& names = check.values;
  if (name == core::k_answer_number ? check.limit.has_value()
                                    : std::find(names.begin(), names.end(), name) != names.end())
    return {};
  return fail(
      ErrorKind::usage,
      name == core::k_answer_number
          ? fmt::format("check {} asks for no number; name the value: --value NAME=TEXT", check.id)
          : fmt::format("check {} asks for no value '{}'{}", check.id, one_line(name, 60),
                        names.empty() ? "" : "; it asks for " + join(names, ", ")));
}

Result<void> has_what_is_asked_for(const plan::Check& check, const Answer& answer) {
  std::vector<std::string> missing;
  if (check.limit && !answer.values.contains(core::k_answer_number))
    missing.push_back("a number that is " + check.limit->text);
  for (const auto& name : check.values)
    if (!answer.values.contains(name))
      missing.push_back(name);
  if (missing.empty())
    return {};
  return fail(ErrorKind::usage,
              fmt::format("check {} is answered with {}; write `relctl {}`", check.id,
                          join(missing, ", "), core::passing_command(check)));
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

Result<core::CheckAnswered> answer_check(const Session& session, const plan::Plan& plan,
                                         const core::State& state, const CheckPlace& place,
                                         const Answer& answer) {
  const plan::Check& check = *place.check;
  if (check.step)
    return fail(ErrorKind::refused,
                fmt::format("check {} is run by relctl, not answered by a person", answer.check));
  RELCTL_TRY(may_act_as(session, plan, check.role));
  for (const auto& [name, value] : answer.values)
    RELCTL_TRY(is_asked_for(check, name));
  if (const auto number = answer.values.find(core::k_answer_number); number != answer.values.end())
    if (const auto read = core::number_of(check, number->second); !read)
      return fail(ErrorKind::usage,
                  fmt::format("check {}: {}; write a decimal number{}", check.id,
                              read.error().message,
                              check.unit.symbol.empty()
                                  ? " with the unit that the limit has"
                                  : ", which without a unit is in " + check.unit.symbol));
  core::CheckAnswered answered{place.phase,     answer.check, answer.ok,
                               session.actor(), answer.note,  answer.values};
  if (!answer.ok)
    return answered;
  if (core::lacks_drill(check, state))
    return fail(
        ErrorKind::refused,
        fmt::format("check {} needs a drill of the way back that has passed; {}; run `relctl "
                    "rollback --drill`",
                    check.id,
                    state.drill && state.drill->ended
                        ? "the newest has not: " + core::describe(*state.drill->ended)
                        : "there was none for this release"));
  RELCTL_TRY(has_what_is_asked_for(check, answer));
  if (const auto objection = core::answer_objection(check, answered)) {
    answered.ok = false;
    answered.note = answer.note.empty() ? *objection : *objection + "; " + answer.note;
  }
  return answered;
}

bool stands_already(const core::State& state, const CheckPlace& place,
                    const core::CheckAnswered& answered) {
  const auto found = state.answers.find(answered.phase + "/" + answered.check);
  if (found == state.answers.end() || place.check->repeat)
    return false;
  const core::CheckAnswered& before = found->second.answered;
  return before.ok == answered.ok && before.as == answered.as && before.note == answered.note &&
         before.values == answered.values;
}

} // namespace relctl::cli
