// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/limit_order.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// As soon as the other: without a shape, or of the same one.
bool is_as_quick(const Threshold& other, const Threshold& threshold) {
  return std::holds_alternative<Plain>(other.shape) ||
         shape_text(other.shape) == shape_text(threshold.shape);
}

bool applies_wherever(const Plan& plan, const Threshold& other, const Threshold& threshold) {
  return std::all_of(plan.phases.begin(), plan.phases.end(), [&](const Phase& phase) {
    return !applies(threshold, phase) || applies(other, phase);
  });
}

/// Beyond the same number or one that is passed earlier.
bool is_passed_earlier(const Limit& other, const Limit& limit) {
  if (is_upper(other.comparison) != is_upper(limit.comparison))
    return false;
  const LimitOrder order = order_of(other, limit);
  return order == LimitOrder::equal ||
         order == (is_upper(limit.comparison) ? LimitOrder::smaller : LimitOrder::larger);
}

/// Whatever is beyond the threshold's limit has taken everything back already.
bool overtakes(const Plan& plan, const Threshold& other, const Threshold& threshold) {
  const bool takes_all_back =
      other.then.kind == Consequence::Kind::rollback && other.then.scope.empty();
  return &other != &threshold && takes_all_back && other.metric == threshold.metric &&
         other.breach && is_as_quick(other, threshold) &&
         applies_wherever(plan, other, threshold) &&
         is_passed_earlier(*other.breach, *threshold.breach);
}

} // namespace

void validate_overtaken(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds) {
    const bool goes_back = threshold.then.kind == Consequence::Kind::rollback;
    if (!threshold.breach || threshold.metric.empty() || goes_back)
      continue;
    for (const Threshold& other : plan.thresholds)
      if (overtakes(plan, other, threshold)) {
        findings.warn(threshold.breach_mark, "limit-overtaken",
                      "breach '" + threshold.breach->text + "' of threshold " +
                          quoted(threshold.id) + " comes to nothing: threshold " +
                          quoted(other.id) + " rolls back at '" + other.breach->text + "'",
                      "put the milder limit before the harder one, or take it out");
        break;
      }
  }
}

} // namespace relctl::plan
