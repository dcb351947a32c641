// SPDX-License-Identifier: Apache-2.0
#include "sim/power.hpp"

#include "base/binomial.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace relctl::sim {

namespace {

constexpr int k_halvings = 50;
constexpr std::int64_t k_requests_max = 1'000'000'000;
/// A regression that only shows at so many times the limit is not what the limit promises.
constexpr double k_promise = 2.0;

bool is_share(const plan::Plan& plan, const plan::Threshold& threshold) {
  const plan::Metric* metric = plan::find_metric(plan, threshold.metric);
  return metric != nullptr && threshold.breach && metric->unit.dimension == Dimension::ratio;
}

/// How many readings decide: `count` of every `of`.
struct Run {
  std::int64_t count = 1;
  std::int64_t of = 1;
};

/// Windows that fit into the time of so many readings in a row.
std::int64_t independent(const plan::Metric& metric, std::int64_t readings) {
  const std::int64_t span = (readings - 1) * metric.every.ms + metric.window.ms;
  return std::clamp<std::int64_t>(span / std::max<std::int64_t>(metric.window.ms, 1), 1, readings);
}

/// Grid times of the phase, its end included, whose window lies in it.
std::int64_t readings_in(const plan::Phase& phase, const plan::Metric& metric) {
  const std::int64_t every = metric.every.ms;
  const std::int64_t first = (metric.window.ms + every - 1) / every * every;
  return phase.observe.ms >= first ? (phase.observe.ms - first) / every + 1 : 0;
}

Run run_of(const plan::Shape& shape, const plan::Metric& metric) {
  if (const auto* span = std::get_if<plan::Sustained>(&shape)) {
    const std::int64_t count = independent(metric, span->span.ms / metric.every.ms + 1);
    return {count, count};
  }
  if (const auto* run = std::get_if<plan::Consecutive>(&shape)) {
    const std::int64_t count = independent(metric, run->count);
    return {count, count};
  }
  if (const auto* some = std::get_if<plan::CountOf>(&shape))
    return {some->count, some->of};
  return {};
}

/// More outcomes than those of so many readings are not told apart.
constexpr std::int64_t k_remembered_max = 9;

/// The chance of `count` in a row somewhere in so many readings, each beyond the limit with chance
/// `one`: by the reading at which the first such row ends (W. Feller, An Introduction to
/// Probability Theory, volume 1, XIII.7). A sum of positive numbers, so that small chances stay
/// exact.
double row_chance(std::int64_t readings, std::int64_t count, double one) {
  const auto all = static_cast<std::size_t>(readings);
  const auto length = static_cast<std::size_t>(count);
  if (all < length)
    return 0.0;
  const double row = std::pow(one, static_cast<double>(count));
  std::vector<double> by(all + 1, 0.0); // The chance of one by then.
  by[length] = row;
  for (std::size_t i = length + 1; i <= all; ++i)
    by[i] = by[i - 1] + (1.0 - by[i - length - 1]) * (1.0 - one) * row;
  return std::min(by[all], 1.0);
}

/// The chance of `count` of some `of` in a row, likewise: over all outcomes of the newest readings.
/// Of more readings than are remembered, the chance in stretches side by side, which is less.
double some_chance(std::int64_t readings, const Run& run, double one) {
  if (run.of - 1 > k_remembered_max) {
    const std::int64_t stretches = readings / run.of;
    const double one_stretch = std::min(binomial_above(run.of, run.count - 1, one), 1.0);
    return -std::expm1(static_cast<double>(stretches) * std::log1p(-one_stretch));
  }
  const std::size_t outcomes = std::size_t{1} << (run.of - 1);
  std::vector<double> now(outcomes, 0.0); // By which of the newest were beyond, a bit each.
  now[0] = 1.0;
  double complete = 0.0;
  for (std::int64_t i = 0; i < readings; ++i) {
    std::vector<double> next(outcomes, 0.0);
    for (std::size_t known = 0; known < outcomes; ++known) {
      if (now[known] == 0.0)
        continue; // Most cannot be: with so many beyond it would have been complete.
      if (std::popcount(known) + 1 >= run.count)
        complete += now[known] * one;
      else
        next[(known << 1U | 1U) % outcomes] += now[known] * one;
      next[(known << 1U) % outcomes] += now[known] * (1.0 - one);
    }
    now = std::move(next);
  }
  return std::min(complete, 1.0);
}

/// One threshold in one phase.
class ThresholdJudge {
public:
  ThresholdJudge(const plan::Metric& metric, const plan::Threshold& threshold,
                 const plan::Phase& phase, double base_rate)
      : m_metric(metric), m_run(run_of(threshold.shape, metric)) {
    // Of successes: a share below the limit is one of failures above the rest.
    m_upper = plan::is_upper(threshold.breach->comparison);
    const double operand = m_upper ? base_rate : 1.0 - base_rate;
    const auto right =
        plan::evaluate(threshold.breach->right, [&](const std::string&) { return operand; });
    if (right.value)
      m_limit = m_upper ? *right.value : 1.0 - *right.value;
    if (const auto* burn = std::get_if<plan::BurnRate>(&threshold.shape))
      m_limit = std::max(m_limit.value_or(0.0), plan::burning_share(*burn));
    m_includes_limit = threshold.breach->comparison == plan::Comparison::greater_equal ||
                       threshold.breach->comparison == plan::Comparison::less_equal;
    const std::int64_t readings = readings_in(phase, metric);
    m_readings = readings == 0 ? 0 : independent(metric, readings);
  }

  [[nodiscard]] const std::optional<double>& limit() const { return m_limit; }
  /// Whether the shape can be complete before the phase is over.
  [[nodiscard]] bool fits() const { return m_readings >= m_run.count; }

  /// The chance of a breach in the phase, with `n` requests a reading that fail with chance `rate`.
  [[nodiscard]] double breach_chance(std::int64_t n, double rate) const {
    const double one = beyond_chance(n, rate);
    return m_run.count == m_run.of ? row_chance(m_readings, m_run.count, one)
                                   : some_chance(m_readings, m_run, one);
  }

  [[nodiscard]] std::optional<double> smallest_caught(std::int64_t n, double confidence) const {
    if (n <= 0 || breach_chance(n, 1.0) < confidence)
      return std::nullopt;
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < k_halvings; ++i) {
      const double middle = (low + high) / 2.0;
      (breach_chance(n, middle) >= confidence ? high : low) = middle;
    }
    return high;
  }

  /// The requests a reading that it takes to catch `rate`; none where no number does.
  [[nodiscard]] std::optional<std::int64_t> requests_for(double rate, double confidence) const {
    // More requests do not help against a rate that is not beyond the limit.
    if (!m_limit || rate <= *m_limit || !fits())
      return std::nullopt;
    std::int64_t high = 1;
    while (high < k_requests_max && breach_chance(high, rate) < confidence)
      high *= 2;
    std::int64_t low = high / 2;
    while (low + 1 < high) {
      const std::int64_t middle = low + (high - low) / 2;
      (breach_chance(middle, rate) >= confidence ? high : low) = middle;
    }
    return high < k_requests_max ? std::optional(high) : std::nullopt;
  }

private:
  /// The chance that one reading is beyond the limit.
  [[nodiscard]] double beyond_chance(std::int64_t n, double rate) const {
    const double hits = *m_limit * static_cast<double>(n);
    // Rounding must not make 10 of 1000 more than 1%.
    const double whole = std::round(hits);
    const bool is_whole = std::fabs(hits - whole) < 1e-9 * std::max(1.0, whole);
    std::int64_t most = static_cast<std::int64_t>(is_whole ? whole : std::floor(hits));
    if (is_whole && m_includes_limit)
      --most;
    return binomial_above(n, most, rate);
  }

  const plan::Metric& m_metric;
  Run m_run;
  bool m_upper = true;
  bool m_includes_limit = false;
  std::optional<double> m_limit;
  std::int64_t m_readings = 0; ///< Independent ones.
};

std::string warning_of(const PowerRow& row, const ThresholdJudge& judge, const plan::Phase& phase) {
  if (!judge.fits())
    return fmt::format("{} of observation are too short for it to breach",
                       format_duration(phase.observe));
  if (row.requests < row.at_least)
    return fmt::format("every reading is thin: {} of at least {} requests", row.requests,
                       row.at_least);
  if (!row.smallest)
    return "no share of failures is caught with that confidence";
  if (row.limit > 0.0 && *row.smallest > k_promise * row.limit)
    return fmt::format("catches {} and more, though the limit is {}",
                       format_quantity(*row.smallest, Dimension::ratio),
                       format_quantity(row.limit, Dimension::ratio));
  return {};
}

double requests_per_second(const PowerQuestion& question, const plan::Metric& metric) {
  const auto measured = question.measured.find(metric.id);
  return measured == question.measured.end() ? question.requests_per_second : measured->second;
}

void answer_wish(PowerRow& row, const ThresholdJudge& judge, const plan::Metric& metric,
                 const PowerQuestion& question, double series) {
  if (!question.wanted || row.share <= 0.0)
    return;
  const auto requests = judge.requests_for(*question.wanted, question.confidence);
  if (!requests)
    return;
  const double needed = static_cast<double>(*requests) * series;
  const double rate = requests_per_second(question, metric);
  const double seconds_needed = needed / (rate * row.share);
  // Whole seconds, as a plan would say it, unless it is less than one.
  row.needed_window = seconds_needed < 1.0
                          ? Duration{static_cast<std::int64_t>(std::ceil(seconds_needed * 1000.0))}
                          : seconds(static_cast<std::int64_t>(std::ceil(seconds_needed)));
  row.needed_share = needed / (rate * static_cast<double>(metric.window.ms) / 1000.0);
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
      if (!is_share(plan, threshold) || !plan::applies(threshold, phase))
        continue;
      const plan::Metric& metric = *plan::find_metric(plan, threshold.metric);
      const ThresholdJudge judge(metric, threshold, phase, question.base_rate);
      if (!judge.limit())
        continue;
      const auto series = static_cast<double>(plan::series_of(metric).size());
      PowerRow row;
      row.phase = plan::phase_name(phase);
      row.threshold = threshold.id;
      row.share = shares[phase.track];
      row.requests =
          static_cast<std::int64_t>(requests_per_second(question, metric) * row.share *
                                    static_cast<double>(metric.window.ms) / 1000.0 / series);
      row.at_least =
          metric.volume ? static_cast<std::int64_t>(std::ceil(metric.volume->at_least)) : 0;
      row.limit = *judge.limit();
      if (row.requests >= row.at_least) // Else every reading is thin, and nothing is caught.
        row.smallest = judge.smallest_caught(row.requests, question.confidence);
      row.false_alarm =
          row.requests > 0 ? judge.breach_chance(row.requests, question.base_rate) : 0.0;
      row.warning = warning_of(row, judge, phase);
      answer_wish(row, judge, metric, question, series);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<std::string> without_power(const plan::Plan& plan) {
  std::vector<std::string> ids;
  for (const plan::Threshold& threshold : plan.thresholds)
    if (!threshold.metric.empty() && threshold.breach && !is_share(plan, threshold))
      ids.push_back(threshold.id);
  return ids;
}

} // namespace relctl::sim
