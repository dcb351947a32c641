// SPDX-License-Identifier: Apache-2.0
#include "core/objectives.hpp"

#include "base/decimal.hpp"
#include "core/observed_plan.hpp"
#include "core/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::core {
namespace {

using Met = Objective::Met;

/// `number(value)` of each sample of the series that has it.
template <class Number>
std::vector<double> sampled(const ObservationState& observation, const std::string& metric,
                            const std::string& series, Number number) {
  std::vector<double> numbers;
  for (const SampleTaken& sample : observation.taken)
    for (const SampledValue& value : sample.values)
      if (value.metric == metric && value.series == series)
        if (const std::optional<double> found = number(value))
          numbers.push_back(*found);
  return numbers;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values)
    sum += value;
  return decimal(sum / static_cast<double>(values.size()));
}

void put_statistics(Objective& objective, const std::vector<double>& values, double coverage) {
  objective.good = static_cast<int>(values.size());
  if (values.empty())
    return;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  objective.min = *low;
  objective.max = *high;
  if (objective.good < coverage * objective.due)
    return;
  const double mean = mean_of(values);
  objective.mean = mean;
  double squares = 0.0;
  for (const double value : values)
    squares += (value - mean) * (value - mean);
  if (values.size() > 1)
    objective.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// What the mean is compared with: a fixed or a recorded baseline, else the mean of what came with
/// the samples; none where fewer have it than the metric's coverage asks.
std::optional<double> operand_of(const plan::Metric& metric, const Objective& objective,
                                 const State& state, const std::string& name) {
  const bool is_baseline = name == "baseline";
  if (is_baseline && metric.baseline && metric.baseline->fixed)
    return metric.baseline->fixed->value;
  if (const auto pinned = state.baselines.find(series_key(metric.id, objective.series));
      is_baseline && pinned != state.baselines.end())
    return pinned->second.value;
  const auto number = [&](const SampledValue& value) -> std::optional<double> {
    if (is_baseline)
      return value.baseline;
    const auto found = value.references.find(name);
    return found == value.references.end() ? std::nullopt : std::optional(found->second);
  };
  const auto numbers = sampled(*state.observation, metric.id, objective.series, number);
  if (numbers.empty() || static_cast<double>(numbers.size()) < metric.coverage * objective.due)
    return std::nullopt;
  return mean_of(numbers);
}

Met judge_mean(const plan::Threshold& threshold, const plan::Metric& metric, const State& state,
               const Objective& objective) {
  if (!threshold.target)
    return Met::none;
  const plan::LimitValue target =
      plan::evaluate(threshold.target->right, [&](const std::string& name) {
        return operand_of(metric, objective, state, name);
      });
  if (!objective.mean || !target.value)
    return Met::unknown;
  return plan::holds(threshold.target->comparison, *objective.mean, *target.value) ? Met::met
                                                                                   : Met::missed;
}

Objective objective_of(const plan::Metric& metric, const std::string& series, const State& state) {
  Objective objective;
  objective.subject = series_key(metric.id, series);
  objective.metric = metric.id;
  objective.series = series;
  objective.title = series_key(metric.title, series);
  objective.dimension = metric.unit.dimension;
  objective.due = static_cast<int>(state.observation->taken.size());
  put_statistics(objective,
                 sampled(*state.observation, metric.id, series,
                         [](const SampledValue& value) { return value.value; }),
                 metric.coverage);
  return objective;
}

/// The limit in four digits, rounded away from what was seen: half a unit of the last one is added
/// where it would have been rounded towards it.
std::string written_beyond(double limit, bool above, Dimension dimension) {
  constexpr double k_half_digit = 5e-4;
  const std::string text = format_quantity(limit, dimension);
  const auto written = parse_quantity(text);
  if (written && (above ? written->value >= limit : written->value <= limit))
    return text;
  const double away = std::abs(limit) * k_half_digit;
  return format_quantity(above ? limit + away : limit - away, dimension);
}

/// A target says which side is good, a breach which side is bad.
bool is_bad_above(const plan::Plan& plan, const std::string& metric) {
  for (const plan::Threshold& threshold : plan.thresholds)
    if (threshold.metric == metric && (threshold.breach || threshold.target))
      return threshold.breach ? plan::is_upper(threshold.breach->comparison)
                              : !plan::is_upper(threshold.target->comparison);
  return true;
}

} // namespace

std::vector<Objective> objectives_of(const plan::Plan& plan, const State& state) {
  std::vector<Objective> objectives;
  const auto is_judged = [&](const plan::Metric& metric) {
    return std::any_of(plan.thresholds.begin(), plan.thresholds.end(),
                       [&](const plan::Threshold& t) { return t.metric == metric.id; });
  };
  for (const plan::Threshold& threshold : plan.thresholds)
    if (const plan::Metric* metric = plan::find_metric(plan, threshold.metric))
      for (const std::string& series : plan::series_of(*metric)) {
        Objective objective = objective_of(*metric, series, state);
        objective.subject = series_key(threshold.id, series);
        objective.target = threshold.target ? threshold.target->text : "";
        objective.alert = threshold.breach ? threshold.breach->text : "";
        objective.met = judge_mean(threshold, *metric, state, objective);
        objectives.push_back(std::move(objective));
      }
  for (const plan::Metric& metric : plan.metrics)
    if (!is_judged(metric) && metric.id != k_families_metric)
      for (const std::string& series : plan::series_of(metric))
        objectives.push_back(objective_of(metric, series, state));
  return objectives;
}

std::string_view met_text(Met met) {
  switch (met) {
  case Met::met:
    return "met";
  case Met::missed:
    return "missed";
  case Met::unknown:
    return "not known";
  case Met::none:
    break;
  }
  return "-";
}

std::vector<FamilySeen> families_of(const plan::Plan& plan, const State& state) {
  std::vector<FamilySeen> families;
  for (const std::string& name : plan.observe->families) {
    const auto is_in = [&](const std::vector<std::string>& some) {
      return std::find(some.begin(), some.end(), name) != some.end();
    };
    const auto& taken = state.observation->taken;
    FamilySeen seen{name, 0, false};
    for (const SampleTaken& sample : taken) {
      if (seen.first_sample == 0 && is_in(sample.families))
        seen.first_sample = sample.sample;
      seen.is_known |= !is_in(sample.families_unknown);
    }
    families.push_back(std::move(seen));
  }
  return families;
}

Proposal proposed_limit(const plan::Plan& plan, const Objective& objective) {
  if (!objective.mean || !objective.deviation)
    return {};
  if (*objective.min == *objective.max)
    return {"", fmt::format("all {} samples are the same, which shows no spread", objective.good)};
  const bool above = is_bad_above(plan, objective.metric);
  const double spread = 3 * *objective.deviation;
  const double limit = decimal(above ? std::max(*objective.mean + spread, *objective.max)
                                     : std::min(*objective.mean - spread, *objective.min));
  const bool is_share = objective.dimension == Dimension::ratio;
  if (is_share && above && limit >= 1.0)
    return {"", "the samples spread as far as 100%"};
  if (!above && limit <= 0.0 && *objective.min >= 0.0)
    return {"", "the samples spread as far as zero"};
  return {(above ? "> " : "< ") + written_beyond(limit, above, objective.dimension), ""};
}

} // namespace relctl::core
