// SPDX-License-Identifier: Apache-2.0
#include "core/impossible_numbers.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// What is left of `1 - errors / all` by rounding where everything fails.
constexpr double k_rounded_zero = -1e-9;
/// Prometheus' rate() and increase() stretch what they count to the ends of the window, by half an
/// interval at each: of two samples at most to the double.
constexpr double k_stretched_one = 2.0 + 1e-9;

bool is_no_share(double number) {
  return number < k_rounded_zero || number > k_stretched_one;
}

bool is_no_share(const std::optional<double>& number) {
  return number && is_no_share(*number);
}

bool is_any_no_share(const Reading& reading) {
  return is_no_share(reading.value) || is_no_share(reading.baseline) ||
         std::any_of(reading.references.begin(), reading.references.end(),
                     [](const auto& reference) { return is_no_share(reference.second); });
}

bool names_no_share(const plan::Expression& expression) {
  const bool is_above =
      expression.number.dimension == Dimension::ratio && expression.number.value > 1.0;
  return expression.kind == plan::Expression::Kind::negate || expression.number.value < 0.0 ||
         is_above ||
         std::any_of(expression.children.begin(), expression.children.end(), names_no_share);
}

/// A metric whose limits no share could meet is none, whatever its unit.
bool is_share(const plan::Plan& plan, const plan::Metric& metric) {
  if (metric.watch || metric.unit.dimension != Dimension::ratio)
    return false;
  return std::none_of(plan.thresholds.begin(), plan.thresholds.end(),
                      [&](const plan::Threshold& threshold) {
                        const auto names_it = [](const std::optional<plan::Limit>& limit) {
                          return limit && names_no_share(limit->right);
                        };
                        return threshold.metric == metric.id &&
                               (names_it(threshold.breach) || names_it(threshold.target));
                      });
}

std::string why_impossible(double number) {
  const std::string text = format_quantity(number, Dimension::ratio);
  return number < 0.0
             ? text + " is below zero, which no share is; a difference of shares has no 'unit'"
             : text + " is far above 100%, which no share is; numbers in percent have 'unit: %'";
}

void note_missing(Reading& reading, const std::string& name, double number) {
  reading.baseline_cause +=
      (reading.baseline_cause.empty() ? "" : "; ") + name + ": " + why_impossible(number);
}

} // namespace

bool has_impossible(const ReadingRun& run) {
  const auto is_impossible = [](double number) { return is_no_share(number); };
  return std::any_of(run.values.begin(), run.values.end(), is_impossible) ||
         std::any_of(run.baselines.begin(), run.baselines.end(), is_impossible);
}

void take_out_impossible(const plan::Plan& plan, Reading& reading) {
  if (!is_any_no_share(reading))
    return;
  const plan::Metric* metric = plan::find_metric(plan, reading.metric);
  if (metric == nullptr || !is_share(plan, *metric))
    return;
  if (is_no_share(reading.value)) {
    reading.detail = why_impossible(*reading.value);
    reading.value.reset();
    reading.cause = plan::Cause::nan;
  }
  if (is_no_share(reading.baseline)) {
    note_missing(reading, "baseline", *reading.baseline);
    reading.baseline.reset();
    // Not one of the causes that say that the stable version is idle.
    reading.baseline_unknown = plan::Cause::provider_error;
  }
  for (const auto& [id, number] : reading.references)
    if (is_no_share(number))
      note_missing(reading, id, number);
  std::erase_if(reading.references,
                [](const auto& reference) { return is_no_share(reference.second); });
}

} // namespace relctl::core
