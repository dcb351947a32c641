// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"
#include "sim/breach_rule.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// What is supposed when a plan's power is asked for.
struct PowerQuestion {
  double requests_per_second = 0.0; ///< Of the whole service, where `measured` has none.
  double base_rate = 0.0;       ///< Share of failures without a regression; what baselines read.
  double confidence = 0.95;     ///< With which a regression is to be caught within the phase.
  std::optional<double> wanted; ///< The share of failures that is to be caught; none: not asked.
  std::map<std::string, double> measured = {}; ///< Requests a second, by metric.
};

/// What one threshold can see in one phase.
struct PowerRow {
  std::string phase;     ///< plan::phase_name()
  std::string threshold; ///< Id.
  double share = 0.0;
  std::int64_t requests = 0;      ///< In the window of one reading, of one series.
  std::int64_t counted = 0;       ///< Requests in the range that the volume counts, of one series.
  std::int64_t at_least = 0;      ///< With fewer a reading is thin.
  double limit = 0.0;             ///< The share of failures beyond which a reading is.
  std::optional<double> smallest; ///< The least share of failures caught with the confidence.
  bool is_simulated = false;      ///< `smallest`, and what it takes.
  Chance false_alarm;             ///< Of a breach in the phase at the base rate.
  std::optional<Duration> needed_window; ///< For the wanted share, at this exposure; in the phase.
  std::optional<double> needed_share; ///< For the wanted share, with this window; above 1: never.
  std::string warning; ///< Why the phase cannot see what the threshold promises; empty when it can.
};

/// A row for each phase that is observed and each threshold on a share of failures or successes
/// that applies to it and is judged. Failures are taken to be independent, so that a reading is a
/// binomial variable, and readings whose windows overlap share what both have seen.
[[nodiscard]] std::vector<PowerRow> power_of(const plan::Plan& plan, const plan::Values& vars,
                                             const PowerQuestion& question);

/// A threshold that gets no row.
struct NotJudged {
  std::string threshold;
  std::string reason; ///< With what to do instead, where there is something.
};
/// In the plan's order.
[[nodiscard]] std::vector<NotJudged> not_judged(const plan::Plan& plan,
                                                const PowerQuestion& question);

/// Over how long one reading of the metric's volume counts: the range in its query, where it has
/// one, else the metric's window.
[[nodiscard]] Duration counted_over(const plan::Metric& metric);

} // namespace relctl::sim
