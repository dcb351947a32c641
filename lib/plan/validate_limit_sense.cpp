// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/limit_order.hpp"
#include "plan/name_sense.hpp"

namespace relctl::plan {
namespace {

void check_side(const Threshold& threshold, const Metric& metric, Findings& findings) {
  const GoodSide side = good_side(metric.id + " " + threshold.id);
  const bool upward = is_upper(threshold.breach->comparison);
  if (side == GoodSide::unclear || upward == (side == GoodSide::low))
    return;
  const std::string good = side == GoodSide::low ? "low" : "high";
  findings.warn(threshold.breach_mark, "limit-wrong-side",
                "breach '" + threshold.breach->text + "' of threshold " + quoted(threshold.id) +
                    " forbids the good side: by its name, metric " + quoted(metric.id) +
                    " is good when it is " + good,
                upward ? "turn the comparison to '<', or rename the metric"
                       : "turn the comparison to '>', or rename the metric");
}

/// Both limits on one side: `breach > 1%` with `target > 2%` leaves no value that is allowed.
bool is_forbidden(const Limit& breach, const Limit& target) {
  const LimitOrder order = order_of(target, breach);
  const LimitOrder beyond = is_upper(breach.comparison) ? LimitOrder::larger : LimitOrder::smaller;
  return order == beyond || order == LimitOrder::equal;
}

/// Limits on opposite sides: `breach > 1%` with `target < 2%` asks for less than the breach does.
bool is_loose(const Limit& breach, const Limit& target) {
  return order_of(target, breach) ==
         (is_upper(breach.comparison) ? LimitOrder::larger : LimitOrder::smaller);
}

void check_target(const Threshold& threshold, Findings& findings) {
  const Limit& breach = *threshold.breach;
  const Limit& target = *threshold.target;
  const std::string subject =
      "target " + quoted(target.text) + " of threshold " + quoted(threshold.id);
  if (is_upper(breach.comparison) == is_upper(target.comparison)) {
    if (is_forbidden(breach, target))
      findings.warn(threshold.target_mark, "target-forbidden",
                    subject + " lies where breach " + quoted(breach.text) + " forbids",
                    "turn the comparison of one of them");
  } else if (is_loose(breach, target)) {
    findings.warn(threshold.target_mark, "target-loose",
                  subject + " is looser than breach " + quoted(breach.text),
                  "make the target stricter than the breach, or leave it out");
  }
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
  return text;
}

/// `> 2 * baseline` of a metric that is its own baseline: whatever happens, both move alike.
void check_own_baseline(const Threshold& threshold, const Metric& metric, Findings& findings) {
  const auto compares = [](const std::optional<Limit>& limit) {
    return limit && contains(operands(*limit), "baseline");
  };
  const bool is_own =
      metric.baseline && metric.baseline->query &&
      without_blanks(metric.baseline->query->text) == without_blanks(metric.query.text);
  if (is_own && (compares(threshold.breach) || compares(threshold.target)))
    findings.warn(metric.baseline->mark, "baseline-is-metric",
                  "the baseline of metric " + quoted(metric.id) +
                      " is its own query, and threshold " + quoted(threshold.id) +
                      " compares the metric with itself",
                  "ask the baseline of the stable version, such as version=\"{{stable}}\"");
}

} // namespace

void validate_limit_sense(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds) {
    if (!threshold.breach)
      continue;
    if (const Metric* metric = find_metric(plan, threshold.metric)) {
      check_side(threshold, *metric, findings);
      check_own_baseline(threshold, *metric, findings);
    }
    if (threshold.target)
      check_target(threshold, findings);
  }
}

} // namespace relctl::plan
