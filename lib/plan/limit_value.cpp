// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "plan/limit.hpp"

#include <algorithm>
#include <cmath>

namespace relctl::plan {
namespace {

using Kind = Expression::Kind;

constexpr const char* k_baseline = "baseline";

/// A number, or why there is none. Limits are evaluated for every reading at every turn, so that
/// words are only made of what comes out.
struct Outcome {
  double value = 0.0;
  const char* why_not = nullptr;        ///< Null with a number.
  const std::string* operand = nullptr; ///< Whose value `why_not` is about.
};

Outcome known(double value) {
  return {value, std::isfinite(value) ? nullptr : "limit is not finite"};
}

bool names_baseline(const Expression& expression) {
  return (expression.kind == Kind::operand && expression.operand == k_baseline) ||
         std::any_of(expression.children.begin(), expression.children.end(), names_baseline);
}

class Evaluation {
public:
  explicit Evaluation(const OperandLookup& lookup) : m_lookup(lookup) {}

  /// `has_floor`: a `max` around this node keeps a zero baseline from making the limit zero.
  Outcome of(const Expression& expression, bool has_floor) const {
    switch (expression.kind) {
    case Kind::number:
      return known(expression.number.value);
    case Kind::operand:
      return of_operand(expression.operand, has_floor);
    case Kind::maximum:
      return of_maximum(expression, has_floor);
    case Kind::minimum:
    case Kind::negate:
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
    case Kind::divide:
      return combine(expression,
                     [&](std::size_t i) { return of(expression.children[i], has_floor); });
    }
    RELCTL_CHECK(false);
  }

private:
  Outcome of_operand(const std::string& name, bool has_floor) const {
    const std::optional<double> value = m_lookup(name);
    if (!value)
      return {0.0, " is missing", &name};
    if (std::isnan(*value))
      return {0.0, " is NaN", &name};
    if (std::isinf(*value))
      return {0.0, " is infinite", &name};
    if (name == k_baseline && *value == 0.0 && !has_floor)
      return {0.0, " is zero", &name};
    return known(*value);
  }

  /// The arguments without a baseline come first: whether one of them is a floor decides how a zero
  /// baseline in the others is read.
  [[nodiscard]] Outcome of_maximum(const Expression& expression, bool has_floor) const {
    const std::vector<Expression>& children = expression.children;
    std::vector<Outcome> outcomes(children.size());
    bool floor_here = has_floor;
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (names_baseline(children[i]))
        continue;
      outcomes[i] = of(children[i], has_floor);
      floor_here |= outcomes[i].why_not == nullptr && outcomes[i].value > 0.0;
    }
    return combine(expression, [&](std::size_t i) {
      return names_baseline(children[i]) ? of(children[i], floor_here) : outcomes[i];
    });
  }

  /// `outcome_of(i)` of each argument in order, as far as they are known.
  template <class OutcomeOf>
  static Outcome combine(const Expression& expression, OutcomeOf outcome_of) {
    RELCTL_CHECK(!expression.children.empty());
    double result = 0.0;
    for (std::size_t i = 0; i < expression.children.size(); ++i) {
      const Outcome outcome = outcome_of(i);
      if (outcome.why_not != nullptr)
        return outcome;
      if (i > 0 && expression.kind == Kind::divide && outcome.value == 0.0)
        return {0.0, "limit divides by zero"};
      if (i == 0)
        result = expression.kind == Kind::negate ? -outcome.value : outcome.value;
      else
        result = apply(expression.kind, result, outcome.value);
    }
    return known(result);
  }

  static double apply(Kind kind, double left, double right) {
    switch (kind) {
    case Kind::add:
      return left + right;
    case Kind::subtract:
      return left - right;
    case Kind::multiply:
      return left * right;
    case Kind::divide:
      return left / right;
    case Kind::minimum:
      return std::min(left, right);
    case Kind::maximum:
      return std::max(left, right);
    case Kind::number:
    case Kind::operand:
    case Kind::negate:
      break;
    }
    RELCTL_CHECK(false);
  }

  const OperandLookup& m_lookup;
};

} // namespace

LimitValue evaluate(const Expression& expression, const OperandLookup& lookup) {
  const Outcome outcome = Evaluation(lookup).of(expression, false);
  if (outcome.why_not == nullptr)
    return {outcome.value, ""};
  return {std::nullopt, (outcome.operand == nullptr ? "" : *outcome.operand) + outcome.why_not};
}

} // namespace relctl::plan
