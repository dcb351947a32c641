// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/quantity.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::plan {

enum class Comparison { less, less_equal, greater, greater_equal };

/// One node of the arithmetic right of the comparison.
struct Expression {
  enum class Kind { number, operand, add, subtract, multiply, divide, negate, minimum, maximum };
  Kind kind = Kind::number;
  Quantity number;                  ///< For number.
  std::string operand;              ///< For operand: `baseline` or the id of a reference.
  std::vector<Expression> children; ///< negate has one, min and max two or more, the others two.
  std::size_t offset = 0;           ///< Of the node's first byte in the text parsed.
  std::size_t length = 0;           ///< For number: of its text in bytes, with the unit.
};

/// `OP arithmetic`, for instance `> 2 * baseline` or `< max(0.8 * baseline, 1%)`.
///
///   limit  = ("<" | "<=" | ">" | ">=") sum
///   sum    = term { ("+" | "-") term }
///   term   = factor { ("*" | "/") factor }
///   factor = quantity | name | ("min" | "max") "(" sum { "," sum } ")" | "(" sum ")" | "-" factor
struct Limit {
  Comparison comparison = Comparison::greater;
  Expression right;
  std::string text; ///< As written, for reasons and reports.
};

/// Where a limit went wrong: byte offset into its text, and why.
struct LimitError {
  std::size_t offset = 0;
  std::string message;
  std::string remedy;
};

[[nodiscard]] tl::expected<Limit, LimitError> parse_limit(std::string_view text);

/// Checks units: every sum, min, max and the comparison itself must be of `metric_dimension`
/// (operands are of the metric's dimension; a product needs a bare number on one side). No value
/// when sound.
[[nodiscard]] std::optional<LimitError> check_units(const Limit& limit, Dimension metric_dimension);

/// The operands named in the limit, each once, in order of appearance.
[[nodiscard]] std::vector<std::string> operands(const Limit& limit);

/// Looks an operand up in canonical units; no value when the reading lacks it.
using OperandLookup = std::function<std::optional<double>(const std::string&)>;

/// The value of the arithmetic in canonical units. Never NaN: an operand that is missing or not
/// finite, a zero baseline that no `max` gives a floor (a positive argument without `baseline`),
/// and a result that is not finite give the cause as text instead. Source of the rule: section 5 of
/// the design ("a baseline of zero makes a relative limit unknown").
struct LimitValue {
  std::optional<double> value;
  std::string
      cause; ///< `baseline is missing`, `baseline is zero`, `mean_7d is NaN`; empty with a value.
};
[[nodiscard]] LimitValue evaluate(const Expression& expression, const OperandLookup& lookup);

/// Whether `value OP right` holds; both sides are finite.
[[nodiscard]] bool holds(Comparison comparison, double value, double right);

[[nodiscard]] std::string_view comparison_text(Comparison comparison);

/// The limit is passed upwards: greater values are worse.
[[nodiscard]] bool is_upper(Comparison comparison);

} // namespace relctl::plan
