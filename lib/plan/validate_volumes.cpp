// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/promql_text.hpp"
#include "plan/traffic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::plan {
namespace {

Mark volume_mark(const Metric& metric) {
  const Mark mark = metric.volume->query.mark;
  return mark.line > 0 ? mark : metric.mark;
}

void check_amount(const Metric& metric, Findings& findings) {
  if (metric.volume->at_least > 0.0)
    return;
  findings.warn(volume_mark(metric), "volume-without-effect",
                fmt::format("volume at_least {:g} of metric {} is always reached",
                            metric.volume->at_least, quoted(metric.id)),
                "write how much must have been seen, or take the volume out");
}

/// A range shorter than the window counts only a part of what the reading was made of.
void check_volume_range(const Metric& metric, Findings& findings) {
  const std::vector<Duration> ranges = promql_ranges(metric.volume->query.text);
  if (ranges.empty())
    return;
  const Duration shortest = *std::min_element(ranges.begin(), ranges.end());
  if (shortest >= metric.window)
    return;
  findings.warn(volume_mark(metric), "volume-range-short",
                "the volume of metric " + quoted(metric.id) + " is counted over " +
                    format_duration(shortest) + ", its readings look back " +
                    format_duration(metric.window),
                "count the volume over [" + format_duration(metric.window) + "]");
}

bool decides_in(const Plan& plan, const Metric& metric, const Phase& phase) {
  return std::any_of(plan.thresholds.begin(), plan.thresholds.end(),
                     [&](const Threshold& threshold) {
                       return threshold.metric == metric.id && applies(threshold, phase);
                     });
}

void check_traffic(const Plan& plan, const Metric& metric, Findings& findings) {
  for (const Phase& phase : plan.phases) {
    const bool has_none = literal_share(phase.traffic) == 0.0 && phase.cohort.empty();
    if (has_none && !phase.bake && decides_in(plan, metric, phase))
      findings.warn(volume_mark(metric), "volume-unreachable",
                    fmt::format("metric {} needs a volume of {:g}, but phase {} sends no traffic",
                                quoted(metric.id), metric.volume->at_least,
                                quoted(phase_name(phase))),
                    "leave the phase out of the threshold's scope, or give it traffic");
  }
}

} // namespace

void validate_volumes(const Plan& plan, Findings& findings) {
  for (const Metric& metric : plan.metrics) {
    if (!metric.volume)
      continue;
    check_amount(metric, findings);
    check_traffic(plan, metric, findings);
    const Source* source = find_source(plan, metric.source);
    if (source != nullptr && source->kind == SourceKind::prometheus)
      check_volume_range(metric, findings);
  }
}

} // namespace relctl::plan
