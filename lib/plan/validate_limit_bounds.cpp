// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/name_sense.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// The number that a limit without operands compares with, in the canonical unit.
std::optional<double> bound_of(const Limit& limit) {
  if (!operands(limit).empty())
    return std::nullopt;
  return evaluate(limit.right, [](const std::string&) { return std::optional<double>(); }).value;
}

/// The values that a number can have at all.
struct Possible {
  double least = 0.0;
  std::optional<double> most;
};

/// Times and sizes are not negative, a share of events lies from 0% to 100%; of other numbers
/// nothing is known: growth may be negative, load over 100%.
std::optional<Possible> possible_values(Dimension dimension, bool is_share) {
  switch (dimension) {
  case Dimension::time:
  case Dimension::bytes:
    return Possible{};
  case Dimension::ratio:
    return is_share ? std::optional(Possible{0.0, 1.0}) : std::nullopt;
  case Dimension::none:
    break;
  }
  return std::nullopt;
}

enum class Holds { depends, always, never };

/// Whether `value OP bound` says the same of every value of the span.
Holds how_it_holds(const Limit& limit, const Possible& values) {
  const auto bound = bound_of(limit);
  if (!bound)
    return Holds::depends;
  const bool at_least_end = holds(limit.comparison, values.least, *bound);
  const bool at_most_end =
      values.most ? holds(limit.comparison, *values.most, *bound) : is_upper(limit.comparison);
  if (at_least_end != at_most_end)
    return Holds::depends;
  return at_least_end ? Holds::always : Holds::never;
}

/// A service in which half of everything fails is not what a limit is meant to allow.
bool is_implausible(const Limit& limit, GoodSide side, bool is_breach) {
  constexpr double k_half = 0.5;
  const auto bound = bound_of(limit);
  // A breach forbids the bad side, a target asks for the good one.
  const bool points_up = is_upper(limit.comparison);
  const bool guards_low = is_breach ? points_up : !points_up;
  return bound &&
         (side == GoodSide::low ? guards_low && *bound >= k_half : !guards_low && *bound <= k_half);
}

class LimitBounds {
public:
  LimitBounds(const Threshold& threshold, const Metric& metric, Findings& findings)
      : m_threshold(threshold), m_metric(metric), m_findings(findings) {}

  void check() const {
    if (m_threshold.breach)
      check(*m_threshold.breach, m_threshold.breach_mark, true);
    if (m_threshold.target)
      check(*m_threshold.target, m_threshold.target_mark, false);
  }

private:
  void check(const Limit& limit, Mark mark, bool is_breach) const {
    if (check_units(limit, m_metric.unit.dimension))
      return;
    const std::string name = m_metric.id + " " + m_threshold.id;
    const bool is_share = m_metric.unit.dimension == Dimension::ratio && is_share_of_events(name);
    const std::string subject = std::string(is_breach ? "breach " : "target ") +
                                quoted(limit.text) + " of threshold " + quoted(m_threshold.id);
    if (const auto values = possible_values(m_metric.unit.dimension, is_share))
      if (const Holds outcome = how_it_holds(limit, *values); outcome != Holds::depends)
        return m_findings.warn(mark, "limit-without-effect",
                               subject +
                                   (outcome == Holds::always ? " always holds" : " can never hold"),
                               "write a limit between what is good and what is not");
    const GoodSide side = good_side(name);
    if (is_share && side != GoodSide::unclear && is_implausible(limit, side, is_breach))
      m_findings.warn(mark, "limit-implausible",
                      subject + " lets half of everything fail, by the name of metric " +
                          quoted(m_metric.id),
                      side == GoodSide::low ? "write the share of failures that is too much, such "
                                              "as 1%"
                                            : "write the share of successes that is due, such as "
                                              "99%");
  }

  const Threshold& m_threshold;
  const Metric& m_metric;
  Findings& m_findings;
};

/// The number of a check is its own: it says yes to what lies within. Load may be over 100%.
void check_answer_limit(const Check& check, Findings& findings) {
  if (!check.limit || !is_share_of_events(check.id))
    return;
  const auto bound = bound_of(*check.limit);
  const bool is_ratio = bound && !check_units(*check.limit, Dimension::ratio);
  if (is_ratio && how_it_holds(*check.limit, {0.0, 1.0}) != Holds::depends)
    findings.warn(check.limit_mark.line > 0 ? check.limit_mark : check.mark, "limit-without-effect",
                  "limit '" + check.limit->text + "' of check " + quoted(check.id) +
                      (how_it_holds(*check.limit, {0.0, 1.0}) == Holds::always ? " always holds"
                                                                               : " can never hold"),
                  "write a limit between what is good and what is not");
}

} // namespace

void validate_limit_bounds(const Plan& plan, Findings& findings) {
  for (const Threshold& threshold : plan.thresholds)
    if (const Metric* metric = find_metric(plan, threshold.metric))
      LimitBounds(threshold, *metric, findings).check();
  for (const Check* check : all_checks(plan))
    check_answer_limit(*check, findings);
  for (const Metric& metric : plan.metrics)
    if (metric.coverage <= 0.0 && !metric.watch)
      findings.warn(metric.mark, "coverage-without-effect",
                    "coverage of metric " + quoted(metric.id) +
                        " is 0%: a phase would be left although it was hardly ever seen",
                    "write the share of readings that must be there, such as 95%");
}

} // namespace relctl::plan
