// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "plan/limit.hpp"

#include <algorithm>
#include <cmath>

namespace relctl::plan {
namespace {

using Kind = Expression::Kind;

constexpr const char* k_baseline = "baseline";

LimitValue unknown(std::string cause) {
  return {std::nullopt, std::move(cause)};
}

LimitValue known(double value) {
  return std::isfinite(value) ? LimitValue{value, ""} : unknown("limit is not finite");
}

bool names_baseline(const Expression& expression) {
  return (expression.kind == Kind::operand && expression.operand == k_baseline) ||
         std::any_of(expression.children.begin(), expression.children.end(), names_baseline);
}

class Evaluation {
public:
  explicit Evaluation(const OperandLookup& lookup) : m_lookup(lookup) {}

  /// `has_floor`: a `max` around this node keeps a zero baseline from making the limit zero.
  LimitValue of(const Expression& expression, bool has_floor) const {
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
      return combine(expression.kind, of_children(expression, has_floor));
    }
    RELCTL_CHECK(false);
  }

private:
  LimitValue of_operand(const std::string& name, bool has_floor) const {
    const std::optional<double> value = m_lookup(name);
    if (!value)
      return unknown(name + " is missing");
    if (std::isnan(*value))
      return unknown(name + " is NaN");
    if (std::isinf(*value))
      return unknown(name + " is infinite");
    if (name == k_baseline && *value == 0.0 && !has_floor)
      return unknown("baseline is zero");
    return known(*value);
  }

  std::vector<LimitValue> of_children(const Expression& expression, bool has_floor) const {
    std::vector<LimitValue> values;
    for (const Expression& child : expression.children)
      values.push_back(of(child, has_floor));
    return values;
  }

  /// The arguments without a baseline come first: whether one of them is a floor decides how a zero
  /// baseline in the others is read.
  LimitValue of_maximum(const Expression& expression, bool has_floor) const {
    std::vector<LimitValue> values(expression.children.size());
    bool floor_here = has_floor;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (names_baseline(expression.children[i]))
        continue;
      values[i] = of(expression.children[i], has_floor);
      floor_here = floor_here || values[i].value.value_or(0.0) > 0.0;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
      if (names_baseline(expression.children[i]))
        values[i] = of(expression.children[i], floor_here);
    return combine(Kind::maximum, values);
  }

  static LimitValue combine(Kind kind, const std::vector<LimitValue>& values) {
    RELCTL_CHECK(!values.empty());
    double result = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i].value)
        return values[i];
      const double value = *values[i].value;
      if (i > 0 && kind == Kind::divide && value == 0.0)
        return unknown("limit divides by zero");
      result = i == 0 ? (kind == Kind::negate ? -value : value) : apply(kind, result, value);
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
  return Evaluation(lookup).of(expression, false);
}

} // namespace relctl::plan
