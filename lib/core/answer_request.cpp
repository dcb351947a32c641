// SPDX-License-Identifier: Apache-2.0
#include "core/answer_request.hpp"

#include "base/text.hpp"
#include "core/check_answer.hpp"
#include "core/standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace relctl::core {
namespace {

Result<void> is_asked_for(const plan::Check& check, const std::string& name) {
  const auto& names = check.values;
  if (name == k_answer_number ? check.limit.has_value()
                              : std::find(names.begin(), names.end(), name) != names.end())
    return {};
  return fail(
      ErrorKind::usage,
      name == k_answer_number
          ? fmt::format("check {} asks for no number; name the value: --value NAME=TEXT", check.id)
          : fmt::format("check {} asks for no value '{}'{}", check.id, one_line(name, 60),
                        names.empty() ? "" : "; it asks for " + join(names, ", ")));
}

Result<void> has_what_is_asked_for(const plan::Check& check, const CheckAnswered& answer) {
  std::vector<std::string> missing;
  if (check.limit && !answer.values.contains(k_answer_number))
    missing.push_back("a number that is " + check.limit->text);
  for (const std::string& name : check.values)
    if (!answer.values.contains(name))
      missing.push_back(name);
  if (missing.empty())
    return {};
  return fail(ErrorKind::usage, fmt::format("check {} is answered with {}; write `relctl {}`",
                                            check.id, join(missing, ", "), passing_command(check)));
}

/// What came with the answer is what the check asks for.
Result<void> check_values(const plan::Check& check, const CheckAnswered& answer) {
  for (const auto& [name, value] : answer.values)
    RELCTL_TRY(is_asked_for(check, name));
  const auto number = answer.values.find(k_answer_number);
  if (number == answer.values.end())
    return {};
  if (const auto read = number_of(check, number->second); !read)
    return fail(ErrorKind::usage,
                fmt::format("check {}: {}; write a decimal number{}", check.id,
                            read.error().message,
                            check.unit.symbol.empty()
                                ? " with the unit that the limit has"
                                : ", which without a unit is in " + check.unit.symbol));
  return {};
}

Result<void> has_drilled(const plan::Check& check, const State& state) {
  if (!lacks_drill(check, state))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("check {} needs a drill of the way back that has passed; {}; run `relctl "
                          "rollback --drill`",
                          check.id,
                          state.drill && state.drill->ended
                              ? "the newest has not: " + describe(*state.drill->ended)
                              : "there was none for this release"));
}

/// The same person has given the same answer before, and it still lasts.
bool stands_already(const plan::Check& check, const State& state, const CheckAnswered& answered) {
  const auto found = state.answers.find(answered.phase + "/" + answered.check);
  if (found == state.answers.end() || check.repeat)
    return false;
  const CheckAnswered& before = found->second.answered;
  return before.ok == answered.ok && before.as == answered.as && before.note == answered.note &&
         before.values == answered.values;
}

} // namespace

Result<Statement> answer_check(const plan::Check& check, const State& state,
                               CheckAnswered answered) {
  if (check.step)
    return fail(ErrorKind::refused,
                fmt::format("check {} is run by relctl, not answered by a person", check.id));
  RELCTL_TRY(check_values(check, answered));
  if (answered.ok) {
    RELCTL_TRY(has_drilled(check, state));
    RELCTL_TRY(has_what_is_asked_for(check, answered));
    if (const auto objection = answer_objection(check, answered)) {
      answered.ok = false;
      answered.note = answered.note.empty() ? *objection : *objection + "; " + answered.note;
    }
  }
  if (stands_already(check, state, answered))
    return Statement::standing("answered so already by " + answered.as);
  return Statement({std::move(answered)});
}

Result<void> may_answer(const State& state, const std::string& phase) {
  const bool is_due_after = state.stage == Stage::complete && phase == "after";
  return is_due_after ? Result<void>{} : still_open(state);
}

} // namespace relctl::core
