// SPDX-License-Identifier: Apache-2.0
#include "cli/history_remarks.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// Grid times between two readings have none, so that nothing could be promoted.
std::string coarse_remark(const History& history, const plan::Plan& plan) {
  std::vector<std::string> coarse;
  Duration widest;
  for (const sim::NeededMetric& needed : sim::needed_metrics(plan)) {
    const auto spacing = history.spacing.find(needed.metric->id);
    if (spacing == history.spacing.end() || spacing->second <= needed.metric->every)
      continue;
    widest = std::max(widest, spacing->second);
    coarse.push_back(fmt::format("{} is there every {} and read every {}", needed.metric->id,
                                 format_duration(spacing->second),
                                 format_duration(needed.metric->every)));
  }
  if (coarse.empty())
    return "";
  return fmt::format("{} is coarser than the plan's grid, so that readings are missing: {}; give "
                     "--step {}",
                     one_line(history.origin), join(coarse, "; "), format_duration(widest));
}

/// With --step a breach between two looks goes unseen, which a live release would see.
std::string skipping_remark(const History& history, const BacktestRequest& request) {
  std::vector<std::string> skipped;
  for (const sim::NeededMetric& needed : sim::needed_metrics(request.plan)) {
    const plan::Metric& metric = *needed.metric;
    const auto spacing = history.spacing.find(metric.id);
    if (spacing != history.spacing.end() && spacing->second < metric.every &&
        plan::find_metric(request.loaded->plan, metric.id)->every < metric.every)
      skipped.push_back(fmt::format("{} is there every {} and read every {}", metric.id,
                                    format_duration(spacing->second),
                                    format_duration(metric.every)));
  }
  if (skipped.empty())
    return "";
  return fmt::format("with --step readings of {} are passed over that a release would see: {}; "
                     "leave --step out",
                     one_line(history.origin), join(skipped, "; "));
}

} // namespace

std::vector<std::string> remarks_on(const History& history, const BacktestRequest& request) {
  std::vector<std::string> remarks;
  if (auto coarse = coarse_remark(history, request.plan); !coarse.empty())
    remarks.push_back(std::move(coarse));
  if (auto skipping = skipping_remark(history, request); !skipping.empty())
    remarks.push_back(std::move(skipping));
  if (request.assumes_volume && check_history(history, request.plan, false))
    remarks.push_back(fmt::format("--assume-volume changes nothing: {} has the volume of every "
                                  "metric that needs one",
                                  one_line(history.origin)));
  return remarks;
}

std::string empty_remark(const std::vector<Period>& empty) {
  Duration all;
  auto longest = empty.front();
  for (const auto& [from, to] : empty) {
    all = all + (to - from);
    if (longest.length() < to - from)
      longest = {from, to};
  }
  return fmt::format(
      "there is not one reading for {} of the range, the longest time from {} to {}: "
      "no release begins there, and it does not count",
      format_duration(all), format_instant(longest.from), format_instant(longest.to));
}

} // namespace relctl::cli
