// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// One limit of a threshold with what it is measured against.
struct Subject {
  const Threshold& threshold;
  const Metric& metric;
  const Limit& limit;
  const char* key; ///< `breach` or `target`.
  Mark mark;

  [[nodiscard]] std::string name() const {
    return std::string(key) + " '" + limit.text + "' of threshold " + quoted(threshold.id);
  }
};

std::vector<std::string> operand_names(const Metric& metric) {
  std::vector<std::string> names = ids_of(metric.references);
  if (metric.baseline)
    names.insert(names.begin(), "baseline");
  return names;
}

void check_operands(const Subject& subject, Findings& findings) {
  const std::vector<std::string> known = operand_names(subject.metric);
  for (const std::string& operand : operands(subject.limit)) {
    if (std::find(known.begin(), known.end(), operand) != known.end())
      continue;
    if (operand == "baseline")
      findings.error(subject.mark, "unknown-operand",
                     subject.name() + " uses baseline, but metric " + quoted(subject.metric.id) +
                         " has none",
                     "give the metric a baseline or write a fixed limit");
    else
      findings.error(subject.mark, "unknown-operand",
                     subject.name() + " uses " + quoted(operand) +
                         ", which is not a reference of metric " + quoted(subject.metric.id),
                     name_remedy(operand, known, "the metric's references"));
  }
}

void check_unit(const Subject& subject, Findings& findings) {
  if (const auto mistake = check_units(subject.limit, subject.metric.unit.dimension))
    findings.error(subject.mark, "limit-unit", subject.name() + ": " + mistake->message,
                   mistake->remedy);
}

/// Judges what is certain before the release: arithmetic over numbers and a fixed baseline.
void check_value(const Subject& subject, Findings& findings) {
  const auto& baseline = subject.metric.baseline;
  for (const std::string& operand : operands(subject.limit))
    if (operand != "baseline" || !baseline || !baseline->fixed)
      return;
  const LimitValue value =
      evaluate(subject.limit.right,
               [&](const std::string&) -> std::optional<double> { return baseline->fixed->value; });
  if (!value.value)
    findings.error(subject.mark, "limit-without-value",
                   subject.name() + " never has a value: " + value.cause,
                   "correct the arithmetic, or give it a floor with max(…)");
}

void check_limit(const Subject& subject, Findings& findings) {
  check_operands(subject, findings);
  check_unit(subject, findings);
  check_value(subject, findings);
}

bool is_possible(const Shape& shape) {
  if (const auto* sustained = std::get_if<Sustained>(&shape))
    return sustained->span.ms > 0;
  if (const auto* consecutive = std::get_if<Consecutive>(&shape))
    return consecutive->count >= 1;
  if (const auto* count_of = std::get_if<CountOf>(&shape))
    return count_of->count >= 1 && count_of->count <= count_of->of;
  if (const auto* burn = std::get_if<BurnRate>(&shape))
    return burn->objective > 0.0 && burn->objective < 1.0 && burn->factor > 0.0 &&
           burn->short_window < burn->long_window && burning_share(*burn) < 1.0;
  if (const auto* trend = std::get_if<Trend>(&shape))
    return trend->span.ms > 0;
  return true;
}

std::string shape_remedy(const Shape& shape) {
  const auto* burn = std::get_if<BurnRate>(&shape);
  if (burn == nullptr)
    return "write a span above zero, a count of at least 1, or n_of_m with n up to m";
  if (burn->objective > 0.0 && burn->objective < 1.0 && burning_share(*burn) >= 1.0)
    return "errors would have to pass 100%: lower the factor below " +
           format_quantity(1.0 / (1.0 - burn->objective), Dimension::none);
  return "write an objective between 0% and 100%, a factor above 0, and a short window that is "
         "shorter than the long one";
}

void check_shape(const Threshold& threshold, Findings& findings) {
  if (!is_possible(threshold.shape))
    findings.error(threshold.shape_mark, "shape-impossible",
                   "the shape of threshold " + quoted(threshold.id) + " can never be complete",
                   shape_remedy(threshold.shape));
}

/// A budget is a share of requests: any other unit has none.
void check_burned_unit(const Threshold& threshold, const Metric& metric, Findings& findings) {
  if (std::holds_alternative<BurnRate>(threshold.shape) &&
      metric.unit.dimension != Dimension::ratio)
    findings.error(threshold.shape_mark, "burn-rate-unit",
                   "threshold " + quoted(threshold.id) + " burns an error budget, but metric " +
                       quoted(metric.id) + " is a " +
                       std::string(dimension_name(metric.unit.dimension)) + ", not a ratio",
                   "measure the share of errors, with unit: ratio or %");
}

} // namespace

void validate_limits(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds) {
    check_shape(threshold, findings);
    const Metric* metric = find_metric(plan, threshold.metric);
    if (metric == nullptr)
      continue;
    check_burned_unit(threshold, *metric, findings);
    if (threshold.breach)
      check_limit({threshold, *metric, *threshold.breach, "breach", threshold.breach_mark},
                  findings);
    if (threshold.target)
      check_limit({threshold, *metric, *threshold.target, "target", threshold.target_mark},
                  findings);
  }
}

} // namespace relctl::plan
