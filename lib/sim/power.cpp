// SPDX-License-Identifier: Apache-2.0
#include "sim/power.hpp"

#include "core/values.hpp"
#include "plan/promql_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace relctl::sim {

namespace {

constexpr int k_halvings = 50;
constexpr std::int64_t k_rough_part = 500; ///< What is simulated is not known more closely.
constexpr std::int64_t k_requests_max = 1'000'000'000;
/// A regression that only shows at so many times the limit is not what the limit promises.
constexpr double k_promise = 2.0;

bool is_share(const plan::Plan& plan, const plan::Threshold& threshold) {
  const plan::Metric* metric = plan::find_metric(plan, threshold.metric);
  return metric != nullptr && threshold.breach && metric->unit.dimension == Dimension::ratio;
}

/// The share of failures beyond which a reading is, or why it has none.
plan::LimitValue limit_of(const plan::Threshold& threshold, double base_rate) {
  if (const auto* burn = std::get_if<plan::BurnRate>(&threshold.shape))
    return {plan::burning_share(*burn), {}};
  // Of successes: a share below the limit is one of failures above the rest.
  const bool is_upper = plan::is_upper(threshold.breach->comparison);
  const double operand = is_upper ? base_rate : 1.0 - base_rate;
  auto right = plan::evaluate(threshold.breach->right, [&](const std::string&) { return operand; });
  if (right.value && !is_upper)
    right.value = 1.0 - *right.value;
  return right;
}

/// Why a threshold gets no row; empty where it does.
std::string why_not(const plan::Plan& plan, const plan::Threshold& threshold, double base_rate) {
  if (!is_share(plan, threshold))
    return "no share of requests";
  if (std::holds_alternative<plan::Trend>(threshold.shape))
    return "a trend looks for growth, and a share that stays as it is has none; see what relctl "
           "backtest makes of it";
  const plan::LimitValue limit = limit_of(threshold, base_rate);
  return limit.value ? ""
                     : fmt::format("{} at a base rate of {}; say another with --base", limit.cause,
                                   format_quantity(base_rate, Dimension::ratio));
}

double three_digits(double value) {
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 2.0);
  return std::round(value / step) * step;
}

/// The least number from `first` to `last` at which it is enough, if more then is, too; none where
/// `last` is not. Where that is simulated, nearly the least.
template <class Enough>
std::optional<std::int64_t> least_enough(std::int64_t first, std::int64_t last, bool is_exact,
                                         Enough is_enough) {
  if (last < first)
    return std::nullopt;
  std::int64_t low = first - 1;
  std::int64_t high = std::max<std::int64_t>(first, 1);
  while (high < last && !is_enough(high)) {
    low = high;
    high *= 2;
  }
  if (high >= last && !is_enough(high = last))
    return std::nullopt;
  while (low + (is_exact ? 1 : std::max<std::int64_t>(1, high / k_rough_part)) < high) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_enough(middle) ? high : low) = middle;
  }
  return high;
}

/// One threshold in one phase.
class PowerJudge {
public:
  PowerJudge(const plan::Metric& metric, const plan::Threshold& threshold, const plan::Phase& phase,
             const PowerQuestion& question, double share)
      : m_metric(metric), m_observe(phase.observe), m_question(question), m_share(share),
        m_rule(rule_of(metric, threshold, phase, *limit_of(threshold, question.base_rate).value)) {
    const auto measured = question.measured.find(metric.id);
    m_per_second =
        measured == question.measured.end() ? question.requests_per_second : measured->second;
    m_per_second /= static_cast<double>(plan::series_of(metric).size());
    m_at_least = metric.volume ? static_cast<std::int64_t>(std::ceil(metric.volume->at_least)) : 0;
  }

  [[nodiscard]] PowerRow row() const {
    PowerRow row;
    row.share = m_share;
    row.requests = requests_in(m_metric.window, m_share);
    row.counted = requests_in(counted_over(m_metric), m_share);
    row.at_least = m_at_least;
    row.limit = m_rule.limit;
    if (row.counted >= row.at_least) { // Else every reading is thin, and none is judged.
      row.is_simulated = !is_exact(m_rule);
      row.smallest = smallest_caught(row.requests);
      row.false_alarm = breach_chance(m_rule, row.requests, m_question.base_rate, Precision::fine);
    }
    row.warning = warning_of(row);
    // More requests do not help against a rate that is not beyond the limit.
    if (m_question.wanted && m_share > 0.0 && *m_question.wanted > m_rule.limit) {
      row.needed_window = needed_window(*m_question.wanted);
      row.needed_share = needed_share(*m_question.wanted);
    }
    return row;
  }

private:
  [[nodiscard]] std::int64_t requests_in(Duration range, double share) const {
    return static_cast<std::int64_t>(
        std::min(m_per_second * share * static_cast<double>(range.ms) / 1000.0,
                 static_cast<double>(k_requests_max)));
  }
  [[nodiscard]] bool is_caught(const BreachRule& rule, std::int64_t requests, double rate) const {
    return breach_chance(rule, requests, rate, Precision::rough).value >= m_question.confidence;
  }

  [[nodiscard]] std::optional<double> smallest_caught(std::int64_t requests) const;
  [[nodiscard]] std::optional<Duration> needed_window(double rate) const;
  [[nodiscard]] std::optional<double> needed_share(double rate) const;
  [[nodiscard]] std::string warning_of(const PowerRow& row) const;

  const plan::Metric& m_metric;
  Duration m_observe;
  const PowerQuestion& m_question;
  double m_share;
  BreachRule m_rule;
  double m_per_second = 0.0; ///< Requests of one series of the whole service.
  std::int64_t m_at_least = 0;
};

std::optional<double> PowerJudge::smallest_caught(std::int64_t requests) const {
  if (!is_caught(m_rule, requests, 1.0))
    return std::nullopt;
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < k_halvings; ++i) {
    const double middle = (low + high) / 2.0;
    (is_caught(m_rule, requests, middle) ? high : low) = middle;
    if (!is_exact(m_rule) && high - low < high / static_cast<double>(k_rough_part))
      break;
  }
  return is_exact(m_rule) ? high : three_digits(high);
}

std::optional<Duration> PowerJudge::needed_window(double rate) const {
  const Duration range = counted_over(m_metric);
  const bool follows = range == m_metric.window; // Who changes one range changes the other.
  if (!follows && requests_in(range, m_share) < m_at_least)
    return std::nullopt;
  const double in_ms = m_per_second * m_share / 1000.0;
  const std::int64_t first =
      follows ? static_cast<std::int64_t>(std::ceil(static_cast<double>(m_at_least) / in_ms)) : 1;
  const auto rule_with = [&](std::int64_t window) {
    BreachRule rule = m_rule;
    rule.window = milliseconds(window);
    rule.readings = readings_in(m_observe, rule.every, rule.window);
    return rule;
  };
  // A longer one leaves no time for the readings that complete the shape.
  const std::int64_t every = m_rule.every.ms;
  const std::int64_t last = (m_observe.ms / every - (m_rule.count - 1)) * every;
  const auto found = least_enough(first, last, false, [&](std::int64_t window) {
    return is_caught(rule_with(window), requests_in(milliseconds(window), m_share), rate);
  });
  // Whole seconds, as a plan would say it, unless it is less than one.
  if (!found || *found < 1000)
    return found ? std::optional(milliseconds(*found)) : std::nullopt;
  return seconds((*found + 999) / 1000);
}

std::optional<double> PowerJudge::needed_share(double rate) const {
  const auto window = static_cast<double>(m_metric.window.ms);
  const auto first = static_cast<std::int64_t>(std::ceil(
      static_cast<double>(m_at_least) * window / static_cast<double>(counted_over(m_metric).ms)));
  const auto requests =
      least_enough(first, k_requests_max, is_exact(m_rule),
                   [&](std::int64_t some) { return is_caught(m_rule, some, rate); });
  if (!requests)
    return std::nullopt;
  return static_cast<double>(*requests) / (m_per_second * window / 1000.0);
}

std::string PowerJudge::warning_of(const PowerRow& row) const {
  if (!can_breach(m_rule))
    return fmt::format("{} of observation are too short for it to breach",
                       format_duration(m_observe));
  if (row.counted < row.at_least)
    return fmt::format("every reading is thin: {} of at least {} requests", row.counted,
                       row.at_least);
  if (!row.smallest)
    return "no share of failures is caught with that confidence";
  if (row.limit <= 0.0 || *row.smallest <= k_promise * row.limit)
    return {};
  const bool is_diluted = m_rule.burn && m_rule.readings < m_rule.burn->long_readings;
  return fmt::format("catches {} and more, though the limit is {}{}",
                     format_quantity(*row.smallest, Dimension::ratio),
                     format_quantity(row.limit, Dimension::ratio),
                     is_diluted ? fmt::format("; the long window is longer than {}, and what lies "
                                              "before counts as without errors",
                                              format_duration(m_observe))
                                : "");
}

} // namespace

std::vector<PowerRow> power_of(const plan::Plan& plan, const plan::Values& vars,
                               const PowerQuestion& question) {
  std::vector<PowerRow> rows;
  std::map<std::string, double> shares; // By track: a bake keeps the exposure of the phase before.
  for (const plan::Phase& phase : plan.phases) {
    if (const auto share = core::share_of(phase.traffic, vars))
      shares[phase.track] = *share;
    if (phase.observe.ms <= 0)
      continue;
    for (const plan::Threshold& threshold : plan.thresholds) {
      if (!plan::applies(threshold, phase) || !why_not(plan, threshold, question.base_rate).empty())
        continue;
      PowerRow row = PowerJudge(*plan::find_metric(plan, threshold.metric), threshold, phase,
                                question, shares[phase.track])
                         .row();
      row.phase = plan::phase_name(phase);
      row.threshold = threshold.id;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<NotJudged> not_judged(const plan::Plan& plan, const PowerQuestion& question) {
  std::vector<NotJudged> left_out;
  for (const plan::Threshold& threshold : plan.thresholds) {
    if (threshold.metric.empty() || !threshold.breach)
      continue;
    if (std::string reason = why_not(plan, threshold, question.base_rate); !reason.empty())
      left_out.push_back({threshold.id, std::move(reason)});
  }
  return left_out;
}

Duration counted_over(const plan::Metric& metric) {
  if (!metric.volume)
    return metric.window;
  const auto ranges = plan::promql_ranges(metric.volume->query.text);
  const bool is_one = !ranges.empty() && std::all_of(ranges.begin(), ranges.end(), [&](Duration r) {
    return r == ranges.front();
  });
  return is_one && ranges.front().ms > 0 ? ranges.front() : metric.window;
}

} // namespace relctl::sim
