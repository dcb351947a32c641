// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "plan/limit.hpp"

#include <fmt/format.h>

#include <cmath>

namespace relctl::plan {
namespace {

using Kind = Expression::Kind;
using Dimensioned = tl::expected<Dimension, LimitError>;

std::string example_of(Dimension dimension) {
  switch (dimension) {
  case Dimension::ratio:
    return "1%";
  case Dimension::time:
    return "300ms";
  case Dimension::bytes:
    return "2 GiB";
  case Dimension::none:
    break;
  }
  return "0.97";
}

/// What a person who wrote the bare `number` may have meant.
std::string with_unit(double number, Dimension dimension) {
  switch (dimension) {
  case Dimension::ratio: {
    const double share = std::fabs(number) < 1.0 ? number : number / 100.0;
    return "write " + format_quantity(share, Dimension::ratio);
  }
  case Dimension::time:
    return fmt::format("write {0:.6g}ms or {0:.6g}s", number);
  case Dimension::bytes:
    return fmt::format("write {0:.6g} B, {0:.6g} MiB or {0:.6g} GiB", number);
  case Dimension::none:
    break;
  }
  return "write a number without unit";
}

std::string quantity_text(const Quantity& quantity) {
  return "'" + format_quantity(quantity.value, quantity.dimension) + "'";
}

LimitError missing_unit(const Expression& expression, Dimension wanted) {
  const bool literal = expression.kind == Kind::number;
  const std::string subject =
      literal ? quantity_text(expression.number) : std::string("this part of the limit");
  return {expression.offset,
          subject + " has no unit, but a " + std::string(dimension_name(wanted)) + " is due",
          literal ? with_unit(expression.number.value, wanted)
                  : "give its numbers a unit, for instance " + example_of(wanted)};
}

LimitError wrong_unit(const Expression& expression, Dimension found, Dimension wanted) {
  const std::string subject =
      expression.kind == Kind::number ? quantity_text(expression.number) : "this part of the limit";
  const std::string message = subject + " is a " + std::string(dimension_name(found)) + ", but a " +
                              std::string(dimension_name(wanted)) + " is due";
  if (wanted == Dimension::none)
    return {expression.offset, message, "write a bare number or give the metric that unit"};
  return {expression.offset, message, "write for instance " + example_of(wanted)};
}

LimitError mismatch(const Expression& expression, Dimension found, Dimension wanted) {
  return found == Dimension::none ? missing_unit(expression, wanted)
                                  : wrong_unit(expression, found, wanted);
}

class UnitCheck {
public:
  explicit UnitCheck(Dimension metric) : m_metric(metric) {}

  Dimensioned of(const Expression& expression) const {
    switch (expression.kind) {
    case Kind::number:
      return expression.number.dimension;
    case Kind::operand:
      return m_metric;
    case Kind::negate:
      return of(expression.children.at(0));
    case Kind::multiply:
      return of_product(expression);
    case Kind::divide:
      return of_quotient(expression);
    case Kind::add:
    case Kind::subtract:
    case Kind::minimum:
    case Kind::maximum:
      return of_equals(expression);
    }
    RELCTL_CHECK(false);
  }

private:
  /// The parts of a sum, `min` or `max` must be alike; a part that is not is measured against the
  /// metric, since that is what the writer most likely meant.
  Dimensioned of_equals(const Expression& expression) const {
    const Dimensioned first = of(expression.children.at(0));
    if (!first)
      return first;
    for (std::size_t i = 1; i < expression.children.size(); ++i) {
      const Expression& child = expression.children[i];
      const Dimensioned other = of(child);
      if (!other)
        return other;
      if (*other == *first)
        continue;
      const bool first_is_wrong = *other == m_metric;
      return tl::unexpected(first_is_wrong ? mismatch(expression.children.front(), *first, m_metric)
                                           : mismatch(child, *other, *first));
    }
    return first;
  }

  Dimensioned of_product(const Expression& expression) const {
    const Expression& left = expression.children.at(0);
    const Expression& right = expression.children.at(1);
    const Dimensioned a = of(left);
    if (!a)
      return a;
    const Dimensioned b = of(right);
    if (!b || *a == Dimension::none)
      return b;
    if (*b == Dimension::none)
      return a;
    const bool share_left = left.kind == Kind::number && *a == Dimension::ratio;
    const bool share_right = right.kind == Kind::number && *b == Dimension::ratio;
    const Expression& culprit = share_left || !share_right ? left : right;
    const std::string remedy =
        share_left || share_right
            ? "write " + format_quantity(culprit.number.value, Dimension::none)
            : "make one side a bare number, for instance 0.8 * baseline";
    return tl::unexpected(LimitError{culprit.offset, "both sides of '*' have a unit", remedy});
  }

  Dimensioned of_quotient(const Expression& expression) const {
    const Dimensioned a = of(expression.children.at(0));
    if (!a)
      return a;
    const Dimensioned b = of(expression.children.at(1));
    if (!b || *b == Dimension::none)
      return b ? a : b;
    if (*a == *b)
      return Dimension::none;
    return tl::unexpected(LimitError{expression.children.at(1).offset,
                                     "a " + std::string(dimension_name(*a)) +
                                         " cannot be divided by a " +
                                         std::string(dimension_name(*b)),
                                     "divide by a bare number or by the same unit"});
  }

  Dimension m_metric;
};

} // namespace

std::optional<LimitError> check_units(const Limit& limit, Dimension metric_dimension) {
  const Dimensioned found = UnitCheck(metric_dimension).of(limit.right);
  if (!found)
    return found.error();
  if (*found != metric_dimension)
    return mismatch(limit.right, *found, metric_dimension);
  return std::nullopt;
}

} // namespace relctl::plan
