// SPDX-License-Identifier: Apache-2.0
#include "sim/breach_rule.hpp"

#include "base/binomial.hpp"
#include "sim/simulated_courses.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

namespace relctl::sim {

namespace {

/// More outcomes than those of so many readings are not told apart.
constexpr std::int64_t k_remembered_max = 9;
/// Of a chance below that, all the same whether simulated or bounded, the bound is told.
constexpr double k_negligible = 1e-4;
constexpr std::int64_t k_rough_readings = 250'000;
constexpr std::int64_t k_fine_readings = 2'000'000;

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
double some_chance(const BreachRule& rule, double one) {
  const std::size_t outcomes = std::size_t{1} << (rule.of - 1);
  std::vector<double> now(outcomes, 0.0); // By which of the newest were beyond, a bit each.
  now[0] = 1.0;
  double complete = 0.0;
  for (std::int64_t i = 0; i < rule.readings; ++i) {
    std::vector<double> next(outcomes, 0.0);
    for (std::size_t known = 0; known < outcomes; ++known) {
      if (now[known] == 0.0)
        continue; // Most cannot be: with so many beyond it would have been complete.
      if (std::popcount(known) + 1 >= rule.count)
        complete += now[known] * one;
      else
        next[(known << 1U | 1U) % outcomes] += now[known] * one;
      next[(known << 1U) % outcomes] += now[known] * (1.0 - one);
    }
    now = std::move(next);
  }
  return std::min(complete, 1.0);
}

} // namespace

std::int64_t readings_in(Duration observe, Duration every, Duration window) {
  const std::int64_t first = (window.ms + every.ms - 1) / every.ms * every.ms;
  return observe.ms >= first ? (observe.ms - first) / every.ms + 1 : 0;
}

BreachRule rule_of(const plan::Metric& metric, const plan::Threshold& threshold,
                   const plan::Phase& phase, double limit) {
  const std::int64_t every = metric.every.ms;
  BreachRule rule{metric.every, metric.window,
                  readings_in(phase.observe, metric.every, metric.window), limit};
  rule.includes_limit = threshold.breach->comparison == plan::Comparison::greater_equal ||
                        threshold.breach->comparison == plan::Comparison::less_equal;
  if (const auto* span = std::get_if<plan::Sustained>(&threshold.shape))
    rule.count = rule.of = (span->span.ms + every - 1) / every + 1;
  if (const auto* run = std::get_if<plan::Consecutive>(&threshold.shape))
    rule.count = rule.of = run->count;
  if (const auto* some = std::get_if<plan::CountOf>(&threshold.shape)) {
    rule.count = some->count;
    rule.of = some->of;
  }
  if (const auto* burn = std::get_if<plan::BurnRate>(&threshold.shape)) {
    rule.burn = {std::max<std::int64_t>(1, burn->short_window.ms / every),
                 std::max<std::int64_t>(1, burn->long_window.ms / every)};
    rule.includes_limit = false;
  }
  return rule;
}

std::int64_t most_within(const BreachRule& rule, std::int64_t requests) {
  const double hits = rule.limit * static_cast<double>(requests);
  // Rounding must not make 10 of 1000 more than 1%.
  const double whole = std::round(hits);
  const bool is_whole = std::fabs(hits - whole) < 1e-9 * std::max(1.0, whole);
  const auto most = static_cast<std::int64_t>(is_whole ? whole : std::floor(hits));
  return is_whole && rule.includes_limit ? most - 1 : most;
}

bool can_breach(const BreachRule& rule) {
  if (!rule.burn)
    return rule.readings >= rule.count;
  const auto mean_at_worst = [&](std::int64_t size) {
    return static_cast<double>(std::min(rule.readings, size)) / static_cast<double>(size);
  };
  return std::min(mean_at_worst(rule.burn->short_readings),
                  mean_at_worst(rule.burn->long_readings)) > rule.limit;
}

bool is_exact(const BreachRule& rule) {
  return !rule.burn && rule.window <= rule.every &&
         (rule.count == rule.of || rule.of - 1 <= k_remembered_max);
}

Chance breach_chance(const BreachRule& rule, std::int64_t requests, double rate,
                     Precision precision) {
  if (requests <= 0 || !can_breach(rule))
    return {};
  const double one = binomial_above(requests, most_within(rule, requests), rate);
  if (is_exact(rule))
    return {rule.count == rule.of ? row_chance(rule.readings, rule.count, one)
                                  : some_chance(rule, one)};
  // Every breach has a reading that is beyond the limit, also of a burn rate: a mean is not above
  // all of which it is one.
  const double most = one * static_cast<double>(rule.readings);
  if (most < k_negligible)
    return {most, most > 0.0 ? std::optional(most) : std::nullopt};
  return simulated_chance(rule, requests, rate,
                          precision == Precision::fine ? k_fine_readings : k_rough_readings);
}

} // namespace relctl::sim
