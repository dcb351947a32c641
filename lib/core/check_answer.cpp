// SPDX-License-Identifier: Apache-2.0
#include "core/check_answer.hpp"

#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace relctl::core {
namespace {

/// A limit without operands is of one dimension.
Dimension dimension_of(const plan::Limit& limit) {
  static constexpr std::array k_all = {Dimension::none, Dimension::ratio, Dimension::time,
                                       Dimension::bytes};
  const auto* found = std::find_if(k_all.begin(), k_all.end(), [&](Dimension dimension) {
    return !plan::check_units(limit, dimension);
  });
  return found == k_all.end() ? Dimension::none : *found;
}

const plan::Check* check_in(const std::vector<plan::Check>& checks, const std::string& id) {
  const auto found = std::find_if(checks.begin(), checks.end(),
                                  [&](const plan::Check& check) { return check.id == id; });
  return found == checks.end() ? nullptr : &*found;
}

} // namespace

Result<double> number_of(const plan::Check& check, const std::string& text) {
  const auto quantity = parse_quantity(trim(text));
  if (!quantity)
    return fail(ErrorKind::usage, fmt::format("'{}' is not a number that could be {}",
                                              one_line(text, 60), check.limit->text));
  if (quantity->dimension == Dimension::none && !check.unit.symbol.empty())
    if (const double value = canonical(quantity->value, check.unit); std::isfinite(value))
      return value;
  if (quantity->dimension != dimension_of(*check.limit))
    return fail(ErrorKind::usage,
                fmt::format("'{}' has not the unit of {}", one_line(text, 60), check.limit->text));
  return quantity->value;
}

std::optional<std::string> limit_objection(const plan::Check& check, const std::string& text) {
  if (!check.limit)
    return std::nullopt;
  const auto value = number_of(check, text);
  if (!value)
    return value.error().message;
  const auto limit = plan::evaluate(check.limit->right,
                                    [](const std::string&) { return std::optional<double>(); });
  if (limit.value && plan::holds(check.limit->comparison, *value, *limit.value))
    return std::nullopt;
  return fmt::format("{} is not {}", format_quantity(*value, dimension_of(*check.limit)),
                     check.limit->text);
}

std::optional<std::string> answer_objection(const plan::Check& check,
                                            const CheckAnswered& answered) {
  if (!answered.ok)
    return std::nullopt;
  for (const std::string& name : check.values)
    if (!answered.values.contains(name))
      return fmt::format("answered without {}", name);
  const auto number = answered.values.find(k_answer_number);
  if (check.limit && number == answered.values.end())
    return "answered without a number that could be " + check.limit->text;
  return check.limit ? limit_objection(check, number->second) : std::nullopt;
}

bool lacks_drill(const plan::Check& check, const State& state) {
  const bool has_passed = state.drill && state.drill->ended && state.drill->ended->complete &&
                          state.drill->ended->in_time;
  return check.drilled && !has_passed;
}

std::string word_answer(const CheckAnswered& answered) {
  std::vector<std::string> values;
  if (answered.ok)
    for (const auto& [name, value] : answered.values)
      values.push_back(name == k_answer_number ? value : name + "=" + value);
  std::string text = join(values, ", ");
  if (!text.empty() && !answered.note.empty())
    text += "; ";
  return text + answered.note;
}

const plan::Check* find_check(const plan::Plan& plan, const std::string& id) {
  const plan::Check* found = nullptr;
  for (const auto* checks : {&plan.before, &plan.rollback.readmit, &plan.after})
    if (found == nullptr)
      found = check_in(*checks, id);
  for (const plan::Phase& phase : plan.phases)
    if (found == nullptr)
      found = check_in(phase.checks, id);
  return found;
}

const plan::Check* find_check(const plan::Plan& plan, const std::string& place,
                              const std::string& id) {
  for (const plan::Phase& phase : plan.phases)
    if (plan::phase_name(phase) == place)
      if (const plan::Check* check = check_in(phase.checks, id))
        return check;
  const plan::Check* after = place == "after" ? check_in(plan.after, id) : nullptr;
  return after == nullptr ? find_check(plan, id) : after;
}

std::string question_of(const plan::Plan& plan, const State& state, const plan::Check& check) {
  const auto names = plan::template_variables(check.ask);
  const plan::Values values = values_of(plan, state, nullptr);
  const bool is_known = names && std::all_of(names->begin(), names->end(), [&](const auto& name) {
                          return values.contains(name);
                        });
  return is_known ? plan::render(check.ask, values) : check.ask;
}

std::string passing_command(const plan::Check& check) {
  if (check.step)
    return "advance";
  std::string command = "check " + shell_word(check.id);
  if (check.limit)
    command += " --value NUMBER";
  else
    command += " yes";
  for (const std::string& name : check.values)
    command += fmt::format(" --value {}=TEXT", shell_word(name));
  return command;
}

const plan::Check* check_at(const plan::Plan& plan, const StepAddress& address) {
  if (address.stage == "before")
    return check_in(plan.before, address.step);
  if (address.stage == "readmit")
    return check_in(plan.rollback.readmit, address.step);
  if (address.stage == "after" && address.phase == "after")
    return check_in(plan.after, address.step);
  const plan::Phase* phase =
      address.stage == "check" ? plan::find_phase(plan, address.track, address.phase) : nullptr;
  return phase == nullptr ? nullptr : check_in(phase->checks, address.step);
}

std::string last_line(std::string_view output) {
  const std::string_view text = trim(output);
  const std::size_t end = text.rfind('\n');
  return std::string(trim(end == std::string_view::npos ? text : text.substr(end + 1)));
}

EffectEnded judged_by_output(const plan::Check& check, EffectEnded ended) {
  if (ended.outcome != Outcome::succeeded || !check.limit)
    return ended;
  const std::string line = last_line(ended.output);
  if (const auto objection = limit_objection(check, line)) {
    ended.outcome = Outcome::failed;
    ended.detail = *objection;
  } else {
    ended.detail = fmt::format("{} is {}", line, check.limit->text);
  }
  return ended;
}

} // namespace relctl::core
