// SPDX-License-Identifier: Apache-2.0
#include "plan/limit.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

void collect_operands(const Expression& expression, std::vector<std::string>& names) {
  const bool is_new = std::find(names.begin(), names.end(), expression.operand) == names.end();
  if (expression.kind == Expression::Kind::operand && is_new)
    names.push_back(expression.operand);
  for (const Expression& child : expression.children)
    collect_operands(child, names);
}

} // namespace

std::vector<std::string> operands(const Limit& limit) {
  std::vector<std::string> names;
  collect_operands(limit.right, names);
  return names;
}

bool holds(Comparison comparison, double value, double right) {
  switch (comparison) {
  case Comparison::less:
    return value < right;
  case Comparison::less_equal:
    return value <= right;
  case Comparison::greater:
    return value > right;
  case Comparison::greater_equal:
    return value >= right;
  }
  RELCTL_CHECK(false);
}

std::string_view comparison_text(Comparison comparison) {
  switch (comparison) {
  case Comparison::less:
    return "<";
  case Comparison::less_equal:
    return "<=";
  case Comparison::greater:
    return ">";
  case Comparison::greater_equal:
    return ">=";
  }
  RELCTL_CHECK(false);
}

bool is_upper(Comparison comparison) {
  return comparison == Comparison::greater || comparison == Comparison::greater_equal;
}

} // namespace relctl::plan
