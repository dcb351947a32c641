// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/findings.hpp"

namespace relctl::plan {
namespace {

/// From the phase's start to the first grid time whose window lies inside the phase.
Duration first_reading(const Metric& metric) {
  if (metric.every.ms <= 0)
    return metric.window;
  const std::int64_t steps = (metric.window.ms + metric.every.ms - 1) / metric.every.ms;
  return steps * metric.every;
}

/// The least time in which a phase of nothing but errors burns that fast over the long window.
Duration burn_span(const BurnRate& burn) {
  return Duration{
      static_cast<std::int64_t>(static_cast<double>(burn.long_window.ms) * burning_share(burn))};
}

/// From the first reading that a completed shape needs to the last.
Duration span_of(const Shape& shape, const Metric& metric) {
  if (const auto* sustained = std::get_if<Sustained>(&shape))
    return sustained->span;
  if (const auto* consecutive = std::get_if<Consecutive>(&shape))
    return (consecutive->count - 1) * metric.every;
  if (const auto* count_of = std::get_if<CountOf>(&shape))
    return (count_of->count - 1) * metric.every;
  if (const auto* burn = std::get_if<BurnRate>(&shape))
    return burn_span(*burn);
  if (const auto* trend = std::get_if<Trend>(&shape))
    return trend->span;
  return {};
}

bool allows_no_reading(const Phase& phase, const Metric& metric) {
  return first_reading(metric) > phase.observe_max;
}

Mark window_mark(const Metric& metric) {
  return metric.window_mark.line > 0 ? metric.window_mark : metric.mark;
}

void refuse_no_reading(const Threshold& threshold, const Metric& metric, const Phase& phase,
                       Findings& findings) {
  findings.error(window_mark(metric), "no-reading",
                 "metric " + quoted(metric.id) + " looks back " + format_duration(metric.window) +
                     " every " + format_duration(metric.every) + ", but phase " +
                     quoted(phase_name(phase)) + " is observed for " +
                     format_duration(phase.observe_max) + ": threshold " + quoted(threshold.id) +
                     " has its first reading only after " + format_duration(first_reading(metric)),
                 "shorten the window, observe longer, or leave the phase out of the scope");
}

void check_threshold(const Plan& plan, const Threshold& threshold, const Metric& metric,
                     Findings& findings) {
  const Duration span = span_of(threshold.shape, metric);
  std::vector<std::string> too_short;
  for (const Phase& phase : plan.phases) {
    const bool is_watched = applies(threshold, phase) && phase.observe_max.ms > 0;
    if (!is_watched)
      continue;
    if (allows_no_reading(phase, metric))
      refuse_no_reading(threshold, metric, phase, findings);
    else if (first_reading(metric) + span > phase.observe_max)
      too_short.push_back(quoted(phase_name(phase)) + " (" + format_duration(phase.observe_max) +
                          ")");
  }
  if (!too_short.empty())
    findings.warn(threshold.shape_mark.line > 0 ? threshold.shape_mark : threshold.mark,
                  "span-does-not-fit",
                  "threshold " + quoted(threshold.id) + " needs " +
                      format_duration(first_reading(metric) + span) + " (window " +
                      format_duration(metric.window) + " and span " + format_duration(span) +
                      "), which never fits into " + join(too_short, ", "),
                  "observe longer, shorten the span, or leave the phase out of the scope");
}

} // namespace

void validate_windows(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds)
    if (const Metric* metric = find_metric(plan, threshold.metric))
      check_threshold(plan, threshold, *metric, findings);
}

} // namespace relctl::plan
