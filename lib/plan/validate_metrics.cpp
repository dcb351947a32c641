// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/promql_text.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// A query whose range reaches further back than the window mixes the phase before into the first
/// readings, unnoticed.
void check_query_range(const Metric& metric, Findings& findings) {
  const std::vector<Duration> ranges = promql_ranges(metric.query.text);
  if (ranges.empty())
    return;
  const Duration longest = *std::max_element(ranges.begin(), ranges.end());
  if (longest > metric.window)
    findings.warn(metric.mark, "range-beyond-window",
                  "the query of metric " + quoted(metric.id) + " looks back " +
                      format_duration(longest) + ", its window only " +
                      format_duration(metric.window) +
                      ": first readings would measure the time before the phase",
                  "write window: " + format_duration(longest));
}

void check_gauge(const Metric& metric, Findings& findings) {
  if (metric.fresh_by || !looks_like_gauge(metric.query.text))
    return;
  findings.warn(metric.mark, "gauge-without-fresh-by",
                "metric " + quoted(metric.id) +
                    " looks like a bare gauge, whose last value goes on after its exporter stops",
                "add fresh_by with the series' own timestamp, or query a rate or count");
}

void check_use(const Plan& plan, const Metric& metric, Findings& findings) {
  const bool is_used =
      std::any_of(plan.thresholds.begin(), plan.thresholds.end(),
                  [&](const Threshold& threshold) { return threshold.metric == metric.id; });
  const bool is_counted =
      std::any_of(plan.phases.begin(), plan.phases.end(), [&](const Phase& phase) {
        return phase.enough && phase.enough->metric == metric.id;
      });
  if (!is_used && !is_counted && !metric.watch)
    findings.warn(metric.mark, "metric-unused", "nothing uses metric " + quoted(metric.id),
                  "add a threshold on it, or mark it watch: true");
  if (is_used && metric.watch)
    findings.warn(metric.mark, "watch-metric-decides",
                  "metric " + quoted(metric.id) + " is marked watch, but a threshold uses it",
                  "take watch out, or the threshold");
}

void check_grid(const Metric& metric, Findings& findings) {
  if (metric.every > metric.window)
    findings.warn(metric.window_mark.line > 0 ? metric.window_mark : metric.mark,
                  "interval-longer-than-window",
                  "metric " + quoted(metric.id) + " is read every " +
                      format_duration(metric.every) + " but looks back " +
                      format_duration(metric.window) + " only: what happens between is never seen",
                  "make the window at least as long as every");
}

void check_baseline(const Metric& metric, Findings& findings) {
  if (!metric.baseline || !metric.baseline->fixed)
    return;
  const Dimension found = metric.baseline->fixed->dimension;
  if (found == metric.unit.dimension)
    return;
  findings.error(metric.baseline->mark, "baseline-unit",
                 "the fixed baseline of metric " + quoted(metric.id) + " is a " +
                     std::string(dimension_name(found)) + ", its readings are a " +
                     std::string(dimension_name(metric.unit.dimension)),
                 "write both in the same unit");
}

/// Only a source that keeps history can be asked about an earlier time.
void check_earlier(const Metric& metric, const Source& source, Findings& findings) {
  if (!metric.baseline || !metric.baseline->earlier || source.kind == SourceKind::prometheus)
    return;
  findings.error(metric.baseline->mark, "baseline-without-history",
                 "the baseline of metric " + quoted(metric.id) + " is what source " +
                     quoted(source.id) + " said " + format_duration(*metric.baseline->earlier) +
                     " earlier, but that source keeps no history",
                 "record a baseline with `relctl observe --record` and name it with recorded");
}

} // namespace

void validate_metrics(const Plan& plan, Findings& findings) {
  for (const Metric& metric : plan.metrics) {
    check_use(plan, metric, findings);
    check_grid(metric, findings);
    check_baseline(metric, findings);
    const Source* source = find_source(plan, metric.source);
    if (source != nullptr)
      check_earlier(metric, *source, findings);
    if (source != nullptr && source->kind == SourceKind::prometheus && !metric.watch) {
      check_query_range(metric, findings);
      check_gauge(metric, findings);
    }
  }
}

} // namespace relctl::plan
