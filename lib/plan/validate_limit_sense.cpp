// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

namespace relctl::plan {
namespace {

/// The lower-case words of an id: `swap-Success_rate` has `swap`, `success` and `rate`.
std::vector<std::string> words_of(const std::string& id) {
  std::vector<std::string> words(1);
  for (const char c : id) {
    const bool is_border = c == '_' || c == '-' || c == '.' || c == ' ' || c == ':';
    if (is_border)
      words.emplace_back();
    else
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

bool begins_with_any(const std::string& word, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const std::string& beginning) { return word.rfind(beginning, 0) == 0; });
}

bool turns_round(const std::string& word) {
  constexpr std::array<std::string_view, 6> k_words{"budget", "left", "remaining",
                                                    "free",   "no",   "without"};
  return std::find(k_words.begin(), k_words.end(), word) != k_words.end();
}

enum class GoodSide { unclear, low, high };

/// Which side is good, by the words of the name; words of both sides, and words that turn a name
/// round (`error_budget_left`), leave it unclear.
GoodSide good_side(const std::string& name) {
  bool low = false;
  bool high = false;
  for (const std::string& word : words_of(name)) {
    low = low || begins_with_any(word, {"error", "fail", "latenc", "p95", "p99", "duration", "5xx",
                                        "timeout", "backlog"});
    high = high || word == "hit" || word == "hits" ||
           begins_with_any(word, {"success", "availability", "score"});
    if (turns_round(word))
      return GoodSide::unclear;
  }
  if (low == high)
    return GoodSide::unclear;
  return low ? GoodSide::low : GoodSide::high;
}

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

enum class Order { unclear, smaller, equal, larger };

/// How `a` stands to `b` whatever their one common operand is: tried over nine powers of ten, since
/// `max` and sums make the answer depend on it.
Order order_of(const Limit& a, const Limit& b) {
  std::set<std::string> names;
  for (const Limit* limit : {&a, &b})
    for (const std::string& name : operands(*limit))
      names.insert(name);
  if (names.size() > 1)
    return Order::unclear;
  constexpr std::array<double, 9> k_samples{1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4};
  std::set<Order> seen;
  for (const double sample : k_samples) {
    const OperandLookup lookup = [&](const std::string&) { return std::optional<double>(sample); };
    const LimitValue left = evaluate(a.right, lookup);
    const LimitValue right = evaluate(b.right, lookup);
    if (!left.value || !right.value)
      return Order::unclear;
    seen.insert(*left.value < *right.value
                    ? Order::smaller
                    : (*left.value > *right.value ? Order::larger : Order::equal));
  }
  return seen.size() == 1 ? *seen.begin() : Order::unclear;
}

/// Both limits on one side: `breach > 1%` with `target > 2%` leaves no value that is allowed.
bool is_forbidden(const Limit& breach, const Limit& target) {
  const Order order = order_of(target, breach);
  const Order beyond = is_upper(breach.comparison) ? Order::larger : Order::smaller;
  return order == beyond || order == Order::equal;
}

/// Limits on opposite sides: `breach > 1%` with `target < 2%` asks for less than the breach does.
bool is_loose(const Limit& breach, const Limit& target) {
  return order_of(target, breach) == (is_upper(breach.comparison) ? Order::larger : Order::smaller);
}

void check_target(const Threshold& threshold, Findings& findings) {
  const Limit& breach = *threshold.breach;
  const Limit& target = *threshold.target;
  const std::string subject = "target '" + target.text + "' of threshold " + quoted(threshold.id);
  if (is_upper(breach.comparison) == is_upper(target.comparison)) {
    if (is_forbidden(breach, target))
      findings.warn(threshold.target_mark, "target-forbidden",
                    subject + " lies where breach '" + breach.text + "' forbids",
                    "turn the comparison of one of them");
  } else if (is_loose(breach, target)) {
    findings.warn(threshold.target_mark, "target-loose",
                  subject + " is looser than breach '" + breach.text + "'",
                  "make the target stricter than the breach, or leave it out");
  }
}

} // namespace

void validate_limit_sense(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds) {
    if (!threshold.breach)
      continue;
    if (const Metric* metric = find_metric(plan, threshold.metric))
      check_side(threshold, *metric, findings);
    if (threshold.target)
      check_target(threshold, findings);
  }
}

} // namespace relctl::plan
