// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/findings.hpp"

#include <cmath>

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
  return Duration{std::llround(static_cast<double>(burn.long_window.ms) * burning_share(burn))};
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

Mark shape_mark(const Threshold& threshold) {
  return threshold.shape_mark.line > 0 ? threshold.shape_mark : threshold.mark;
}

/// Two readings are the least that a span has, and they are a grid step apart.
void check_grid(const Threshold& threshold, const Metric& metric, Findings& findings) {
  const bool has_span = std::holds_alternative<Sustained>(threshold.shape) ||
                        std::holds_alternative<Trend>(threshold.shape);
  const Duration span = span_of(threshold.shape, metric);
  if (has_span && span.ms > 0 && span < metric.every)
    findings.warn(shape_mark(threshold), "span-below-grid",
                  "the span " + format_duration(span) + " of threshold " + quoted(threshold.id) +
                      " is shorter than the grid of metric " + quoted(metric.id) + ", " +
                      format_duration(metric.every) + ": it takes two readings, and lasts " +
                      format_duration(metric.every),
                  "write " + format_duration(metric.every) + ", or leave the shape out");
}

/// Burning faster than errors can come takes no time, and is an error by itself.
bool can_burn(const Shape& shape) {
  const auto* burn = std::get_if<BurnRate>(&shape);
  return burn == nullptr || burning_share(*burn) < 1.0;
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
    else if (can_burn(threshold.shape) && first_reading(metric) + span > phase.observe_max)
      too_short.push_back(quoted(phase_name(phase)) + " (" + format_duration(phase.observe_max) +
                          ")");
  }
  if (!too_short.empty())
    findings.warn(shape_mark(threshold), "span-does-not-fit",
                  "threshold " + quoted(threshold.id) + " needs " +
                      format_duration(first_reading(metric) + span) + " (window " +
                      format_duration(metric.window) + " and span " + format_duration(span) +
                      "), which never fits into " + join(too_short, ", "),
                  "observe longer, shorten the span, or leave the phase out of the scope");
}

} // namespace

void validate_windows(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds)
    if (const Metric* metric = find_metric(plan, threshold.metric)) {
      check_grid(threshold, *metric, findings);
      check_threshold(plan, threshold, *metric, findings);
    }
}

} // namespace relctl::plan
