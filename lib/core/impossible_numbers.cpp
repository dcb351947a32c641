// SPDX-License-Identifier: Apache-2.0
#include "core/impossible_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

/// What is left of `1 - errors / all` by rounding where everything fails.
constexpr double k_rounded_zero = -1e-9;

bool is_below_zero(const std::optional<double>& number) {
  return number && *number < k_rounded_zero;
}

bool has_negative(const Reading& reading) {
  return is_below_zero(reading.value) || is_below_zero(reading.baseline) ||
         std::any_of(reading.references.begin(), reading.references.end(),
                     [](const auto& reference) { return is_below_zero(reference.second); });
}

bool names_negative(const plan::Expression& expression) {
  return expression.kind == plan::Expression::Kind::negate || expression.number.value < 0.0 ||
         std::any_of(expression.children.begin(), expression.children.end(), names_negative);
}

bool may_be_negative(const plan::Plan& plan, const plan::Metric& metric) {
  if (metric.watch || metric.unit.dimension != Dimension::ratio)
    return true;
  return std::any_of(plan.thresholds.begin(), plan.thresholds.end(),
                     [&](const plan::Threshold& threshold) {
                       const auto names_it = [](const std::optional<plan::Limit>& limit) {
                         return limit && names_negative(limit->right);
                       };
                       return threshold.metric == metric.id &&
                              (names_it(threshold.breach) || names_it(threshold.target));
                     });
}

std::string why_impossible(double number) {
  return fmt::format("{} is below zero, which no share is; a difference of shares has no 'unit'",
                     format_quantity(number, Dimension::ratio));
}

void note_missing(Reading& reading, const std::string& name, double number) {
  reading.baseline_cause +=
      (reading.baseline_cause.empty() ? "" : "; ") + name + ": " + why_impossible(number);
}

} // namespace

bool has_negative(const ReadingRun& run) {
  const auto is_negative = [](double number) { return number < k_rounded_zero; };
  return std::any_of(run.values.begin(), run.values.end(), is_negative) ||
         std::any_of(run.baselines.begin(), run.baselines.end(), is_negative);
}

void take_out_impossible(const plan::Plan& plan, Reading& reading) {
  if (!has_negative(reading))
    return;
  const plan::Metric* metric = plan::find_metric(plan, reading.metric);
  if (metric == nullptr || may_be_negative(plan, *metric))
    return;
  if (is_below_zero(reading.value)) {
    reading.detail = why_impossible(*reading.value);
    reading.value.reset();
    reading.cause = plan::Cause::nan;
  }
  if (is_below_zero(reading.baseline)) {
    note_missing(reading, "baseline", *reading.baseline);
    reading.baseline.reset();
    // Not one of the causes that say that the stable version is idle.
    reading.baseline_unknown = plan::Cause::provider_error;
  }
  for (const auto& [id, number] : reading.references)
    if (is_below_zero(number))
      note_missing(reading, id, number);
  std::erase_if(reading.references,
                [](const auto& reference) { return is_below_zero(reference.second); });
}

} // namespace relctl::core
