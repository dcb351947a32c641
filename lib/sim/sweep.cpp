// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace relctl::sim {
namespace {

constexpr std::int64_t k_values_max = 1000;

struct Range {
  std::string first;
  std::string last;
  std::string step;
};

Result<Range> read_range(const std::string& given) {
  const std::size_t dots = given.find("..");
  const std::size_t by = given.find(" by ");
  if (dots == std::string::npos || by == std::string::npos || by < dots)
    return fail(ErrorKind::usage, "it does not say FIRST..LAST by STEP");
  return Range{std::string(trim(given.substr(0, dots))),
               std::string(trim(given.substr(dots + 2, by - dots - 2))),
               std::string(trim(given.substr(by + 4)))};
}

/// How many steps lie between; the last value is met with some tolerance for decimals.
Result<std::int64_t> count_steps(double first, double last, double step) {
  if (!(step > 0.0) || !(first <= last))
    return fail(ErrorKind::usage,
                "the step must be above zero and the first value not above the last");
  const double steps = std::floor((last - first) / step + 1e-6);
  if (steps >= static_cast<double>(k_values_max))
    return fail(ErrorKind::usage, fmt::format("these are more than {} values", k_values_max));
  return static_cast<std::int64_t>(steps);
}

void collect_numbers(plan::Expression& expression, std::vector<plan::Expression*>& numbers) {
  if (expression.kind == plan::Expression::Kind::number)
    numbers.push_back(&expression);
  for (plan::Expression& child : expression.children)
    collect_numbers(child, numbers);
}

Result<void> sweep_limit(const Range& range, std::optional<plan::Limit> plan::Threshold::*member,
                         const plan::Threshold& threshold, Sweep& sweep) {
  if (!(threshold.*member))
    return fail(ErrorKind::usage, fmt::format("threshold {} has no {}", threshold.id, sweep.key));
  const auto first = parse_quantity(range.first);
  const auto last = parse_quantity(range.last);
  const auto step = parse_quantity(range.step);
  if (!first || !last || !step)
    return fail(ErrorKind::usage, "first, last and step are quantities such as 0.5% or 300ms");
  plan::Threshold varied = threshold;
  plan::Limit& limit = *(varied.*member);
  std::vector<plan::Expression*> numbers;
  collect_numbers(limit.right, numbers);
  if (numbers.size() != 1)
    return fail(ErrorKind::usage, fmt::format("'{}' has {} numbers where one is to be varied",
                                              one_line(limit.text, 60), numbers.size()));
  const Dimension wanted = numbers.front()->number.dimension;
  if (first->dimension != wanted || last->dimension != wanted || step->dimension != wanted)
    return fail(ErrorKind::usage, fmt::format("'{}' has a {} there", one_line(limit.text, 60),
                                              dimension_name(wanted)));
  RELCTL_TRY_ASSIGN(const std::int64_t steps, count_steps(first->value, last->value, step->value));
  const std::string written = limit.text;
  plan::Expression& number = *numbers.front();
  for (std::int64_t i = 0; i <= steps; ++i) {
    number.number.value = first->value + static_cast<double>(i) * step->value;
    limit.text = written;
    limit.text.replace(number.offset, number.length, format_quantity(number.number.value, wanted));
    sweep.values.push_back({limit.text, varied});
  }
  return {};
}

Result<void> sweep_span(const Range& range, const plan::Threshold& threshold, Sweep& sweep) {
  const auto first = parse_duration(range.first);
  const auto last = parse_duration(range.last);
  const auto step = parse_duration(range.step);
  if (!first || !last || !step)
    return fail(ErrorKind::usage, "first, last and step are lengths of time such as 30s or 5m");
  if (!std::holds_alternative<plan::Sustained>(threshold.shape))
    return fail(ErrorKind::usage, fmt::format("threshold {} has no 'for'", threshold.id));
  RELCTL_TRY_ASSIGN(const std::int64_t steps,
                    count_steps(static_cast<double>(first->ms), static_cast<double>(last->ms),
                                static_cast<double>(step->ms)));
  plan::Threshold varied = threshold;
  for (std::int64_t i = 0; i <= steps; ++i) {
    const Duration span = *first + i * *step;
    varied.shape = plan::Sustained{span};
    sweep.values.push_back({format_duration(span), varied});
  }
  return {};
}

Result<Sweep> read_sweep(const plan::Plan& plan, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name(trim(text.substr(0, equals)));
  const std::size_t dot = name.rfind('.');
  if (equals == std::string::npos || dot == std::string::npos)
    return fail(ErrorKind::usage, "it does not say THRESHOLD.breach, .target or .for");
  Sweep sweep{name.substr(0, dot), name.substr(dot + 1), {}};
  const plan::Threshold* threshold = plan::find_threshold(plan, sweep.threshold);
  std::vector<std::string> ids;
  for (const plan::Threshold& known : plan.thresholds)
    ids.push_back(known.id);
  if (threshold == nullptr)
    return fail(ErrorKind::usage, fmt::format("the plan has no threshold '{}', it has {}",
                                              one_line(sweep.threshold, 60), join(ids, ", ")));
  RELCTL_TRY_ASSIGN(const Range range, read_range(text.substr(equals + 1)));
  if (sweep.key == "for")
    RELCTL_TRY(sweep_span(range, *threshold, sweep));
  else if (sweep.key == "breach")
    RELCTL_TRY(sweep_limit(range, &plan::Threshold::breach, *threshold, sweep));
  else if (sweep.key == "target")
    RELCTL_TRY(sweep_limit(range, &plan::Threshold::target, *threshold, sweep));
  else
    return fail(ErrorKind::usage,
                fmt::format("'{}' is none of breach, target and for", one_line(sweep.key, 60)));
  return sweep;
}

/// One that the plan could have: around a limit of its own, from half of it to twice.
std::string example_for_sweep(const plan::Plan& plan) {
  for (const plan::Threshold& threshold : plan.thresholds) {
    if (!threshold.breach || threshold.breach->right.kind != plan::Expression::Kind::number)
      continue;
    const Quantity& limit = threshold.breach->right.number;
    const auto text = [&](double factor) {
      return format_quantity(limit.value * factor, limit.dimension);
    };
    return fmt::format("{}.breach={}..{} by {}", threshold.id, text(0.5), text(2.0), text(0.5));
  }
  return "THRESHOLD.breach=0.5%..5% by 0.5%";
}

} // namespace

Result<Sweep> parse_sweep(const plan::Plan& plan, const std::string& text) {
  auto sweep = read_sweep(plan, text);
  if (!sweep)
    return fail(ErrorKind::usage,
                fmt::format("--sweep '{}': {}; write it as '{}'", one_line(text, 100),
                            sweep.error().message, example_for_sweep(plan)));
  return sweep;
}

} // namespace relctl::sim
