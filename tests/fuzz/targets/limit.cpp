// SPDX-License-Identifier: Apache-2.0
// A limit expression on each line.
#include "plan/limit.hpp"

#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"
#include "plan/limit_order.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace relctl::fuzz {
namespace {

using plan::Expression;
using Kind = Expression::Kind;

void must_be_clear_at(const plan::LimitError& error, std::string_view text) {
  must(error.offset <= text.size(), "a mistake lies in the limit");
  must_be_one_clear_line(error.message);
  must_be_one_clear_line(error.remedy);
}

const char* symbol_of(Dimension dimension) {
  switch (dimension) {
  case Dimension::ratio:
    return "ratio";
  case Dimension::time:
    return "s";
  case Dimension::bytes:
    return "B";
  case Dimension::none:
    break;
  }
  return "";
}

/// How strongly the node binds; what binds less strongly needs brackets.
int binding_of(Kind kind) {
  switch (kind) {
  case Kind::add:
  case Kind::subtract:
    return 1;
  case Kind::multiply:
  case Kind::divide:
    return 2;
  case Kind::number:
  case Kind::operand:
  case Kind::negate:
  case Kind::minimum:
  case Kind::maximum:
    break;
  }
  return 3;
}

std::string written(const Expression& expression);

std::string written_for(const Expression& child, int least) {
  return binding_of(child.kind) < least ? "(" + written(child) + ")" : written(child);
}

std::string written_call(const char* name, const Expression& expression) {
  std::string text = name;
  char before = '(';
  for (const Expression& child : expression.children) {
    text += before + written(child);
    before = ',';
  }
  return text + ")";
}

std::string written(const Expression& expression) {
  const auto between = [&](const char* sign) {
    const int binding = binding_of(expression.kind);
    return written_for(expression.children[0], binding) + sign +
           written_for(expression.children[1], binding + 1);
  };
  switch (expression.kind) {
  case Kind::number:
    return fmt::format("{}{}", expression.number.value, symbol_of(expression.number.dimension));
  case Kind::operand:
    return expression.operand;
  case Kind::add:
    return between("+");
  case Kind::subtract:
    return between("-");
  case Kind::multiply:
    return between("*");
  case Kind::divide:
    return between("/");
  case Kind::negate:
    return "-" + written_for(expression.children[0], 3);
  case Kind::minimum:
    return written_call("min", expression);
  case Kind::maximum:
    return written_call("max", expression);
  }
  return "";
}

bool is_same(const Expression& a, const Expression& b) {
  if (a.kind != b.kind || a.number != b.number || a.operand != b.operand ||
      a.children.size() != b.children.size())
    return false;
  for (std::size_t i = 0; i < a.children.size(); ++i)
    if (!is_same(a.children[i], b.children[i]))
      return false;
  return true;
}

void check_value(const Expression& expression, std::optional<double> operand) {
  const auto value = plan::evaluate(expression, [&](const std::string&) { return operand; });
  must(value.value ? std::isfinite(*value.value) : !value.cause.empty(),
       "a limit has a finite value or a cause");
  if (!value.value)
    must_be_one_clear_line(value.cause);
}

void check_limit(const plan::Limit& limit, std::string_view line) {
  const auto same_text = plan::parse_limit(limit.text);
  must(same_text && is_same(same_text->right, limit.right), "a limit reads back as written");
  const std::string text =
      std::string(plan::comparison_text(limit.comparison)) + " " + written(limit.right);
  const auto again = plan::parse_limit(text);
  must(again && again->comparison == limit.comparison && is_same(again->right, limit.right),
       "a limit reads back");
  for (const Dimension dimension :
       {Dimension::none, Dimension::ratio, Dimension::time, Dimension::bytes})
    if (const auto error = plan::check_units(limit, dimension))
      must_be_clear_at(*error, line);
  const auto names = plan::operands(limit);
  must(std::set<std::string>(names.begin(), names.end()).size() == names.size(),
       "each operand is named once");
  constexpr double k_infinity = std::numeric_limits<double>::infinity();
  for (const double operand : {0.0, -0.0, 1.0, -3.5, 1e308, 5e-324, k_infinity, std::nan("")})
    check_value(limit.right, operand);
  check_value(limit.right, std::nullopt);
  const plan::LimitOrder order = plan::order_of(limit, *again);
  must(order == plan::LimitOrder::equal || order == plan::LimitOrder::unclear,
       "a limit is neither above nor below itself");
}

} // namespace

RELCTL_FUZZ_TARGET(limit) {
  for (const std::string_view line : lines_of(input)) {
    if (const auto limit = plan::parse_limit(line))
      check_limit(*limit, line);
    else
      must_be_clear_at(limit.error(), line);
  }
}

} // namespace relctl::fuzz
