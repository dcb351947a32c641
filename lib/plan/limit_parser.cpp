// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/limit.hpp"

#include <utility>

namespace relctl::plan {
namespace {

using Kind = Expression::Kind;
using ParsedExpression = tl::expected<Expression, LimitError>;

/// Deeper nesting than a person can read; it also bounds the recursion here and in every walk.
constexpr int k_deepest = 32;

Expression leaf(Kind kind, std::size_t offset) {
  Expression expression;
  expression.kind = kind;
  expression.offset = offset;
  return expression;
}

Expression binary(Kind kind, Expression left, Expression right) {
  Expression expression = leaf(kind, left.offset);
  expression.children.push_back(std::move(left));
  expression.children.push_back(std::move(right));
  return expression;
}

/// Recursive descent over the grammar in limit.hpp, one function a rule.
class LimitParser {
public:
  explicit LimitParser(std::string_view text) : m_text(text) {}

  tl::expected<Limit, LimitError> limit() {
    auto comparison = this->comparison();
    if (!comparison)
      return tl::unexpected(std::move(comparison).error());
    auto right = sum();
    if (!right)
      return tl::unexpected(std::move(right).error());
    if (peek() != '\0')
      return tl::unexpected(trailing());
    return Limit{*comparison, std::move(*right), std::string(trim(m_text))};
  }

private:
  tl::expected<Comparison, LimitError> comparison() {
    const std::size_t start = skip_space();
    std::size_t end = start;
    while (end < m_text.size() && std::string_view("<>=!~").find(m_text[end]) != std::string::npos)
      ++end;
    const std::string_view sign = m_text.substr(start, end - start);
    m_at = end;
    for (const Comparison known :
         {Comparison::less, Comparison::less_equal, Comparison::greater, Comparison::greater_equal})
      if (sign == comparison_text(known))
        return known;
    const std::string message = sign.empty() ? "the limit does not begin with a comparison"
                                             : "'" + one_line(sign, 60) + "' is not a comparison";
    return tl::unexpected(LimitError{start, message, "begin it with <, <=, > or >="});
  }

  ParsedExpression sum() { return chain('+', Kind::add, '-', Kind::subtract, &LimitParser::term); }
  ParsedExpression term() {
    return chain('*', Kind::multiply, '/', Kind::divide, &LimitParser::factor);
  }

  ParsedExpression chain(char first_sign, Kind first, char second_sign, Kind second,
                         ParsedExpression (LimitParser::*part)()) {
    ParsedExpression left = (this->*part)();
    while (left && (peek() == first_sign || peek() == second_sign)) {
      const Kind kind = m_text[m_at++] == first_sign ? first : second;
      ParsedExpression right = (this->*part)();
      if (!right)
        return right;
      left = binary(kind, std::move(*left), std::move(*right));
      // Each operator of a chain nests one level deeper to the left.
      if (++m_operators > k_most_operators)
        return refuse(m_at, "the limit is too long", "name the long part as a reference");
    }
    return left;
  }

  ParsedExpression factor() {
    if (m_depth == k_deepest)
      return refuse(m_at, "the limit is nested too deeply", "take out brackets and signs");
    ++m_depth;
    ParsedExpression result = factor_at(peek());
    --m_depth;
    return result;
  }

  ParsedExpression factor_at(char first) {
    if (is_digit(first) || first == '.')
      return number();
    if (is_name_letter(first))
      return name();
    if (first == '-')
      return negation();
    if (first == '(')
      return bracket();
    if (first == '\0')
      return refuse(m_text.size(), "the limit ends where a number or a name is due",
                    "write for instance > 1% or > 2 * baseline");
    return refuse(m_at, "'" + character() + "' stands where a number or a name is due",
                  "write for instance > 1% or > 2 * baseline");
  }

  ParsedExpression negation() {
    Expression expression = leaf(Kind::negate, m_at++);
    ParsedExpression inner = factor();
    if (inner)
      expression.children.push_back(std::move(*inner));
    return inner ? ParsedExpression(std::move(expression)) : inner;
  }

  ParsedExpression bracket() {
    const std::size_t start = m_at++;
    ParsedExpression inner = sum();
    if (!inner || take(')'))
      return inner;
    return refuse(start, "'(' is not closed", "add ')'");
  }

  ParsedExpression number() {
    const std::size_t start = m_at;
    const std::string_view digits = take_digits();
    if (const auto value = parse_number(digits); !value)
      return refuse(start, "'" + one_line(digits, 60) + "' is not a decimal number",
                    "write it without leading zeros and with a digit on both sides of the point");
    const std::size_t unit_start = skip_space();
    const std::string_view unit = take_unit();
    if (const auto known = parse_unit(unit); !known)
      return refuse_unit(unit_start, unit);
    const auto quantity = parse_quantity(std::string(digits) + std::string(unit));
    if (!quantity)
      return refuse(start, "the number is too large", "write a smaller one");
    Expression expression = leaf(Kind::number, start);
    expression.number = *quantity;
    expression.length = (unit.empty() ? digits.size() : unit_start + unit.size() - start);
    return expression;
  }

  ParsedExpression refuse_unit(std::size_t offset, std::string_view unit) {
    const bool is_name = unit == "baseline" || peek() == '(' || unit.find('_') != unit.npos;
    if (is_name)
      return refuse(offset, "'" + one_line(unit, 60) + "' stands behind a number without operator",
                    "write * between them");
    return refuse(offset, "'" + one_line(unit, 60) + "' is not a unit",
                  "write %, ms, s, us, B, KiB, MiB, GiB, kB, MB or GB, or * before a name");
  }

  ParsedExpression name() {
    const std::size_t start = m_at;
    while (m_at < m_text.size() && (is_name_letter(m_text[m_at]) || is_digit(m_text[m_at])))
      ++m_at;
    const std::string word(m_text.substr(start, m_at - start));
    if (peek() == '(')
      return call(start, word);
    Expression expression = leaf(Kind::operand, start);
    expression.operand = word;
    return expression;
  }

  ParsedExpression call(std::size_t start, const std::string& word) {
    if (word != "min" && word != "max")
      return refuse(start, "'" + one_line(word, 60) + "' is not a function", "use min or max");
    Expression expression = leaf(word == "min" ? Kind::minimum : Kind::maximum, start);
    const std::size_t open = m_at++;
    do {
      ParsedExpression argument = sum();
      if (!argument)
        return argument;
      expression.children.push_back(std::move(*argument));
    } while (take(','));
    if (!take(')'))
      return refuse(open, "'(' is not closed", "add ')'");
    if (expression.children.size() < 2)
      return refuse(start, word + " has one argument only", "give it two or more");
    return expression;
  }

  /// Digits, point and exponent as far as they may belong together; parse_number judges them.
  std::string_view take_digits() {
    const std::size_t start = m_at;
    while (m_at < m_text.size() && (is_digit(m_text[m_at]) || m_text[m_at] == '.'))
      ++m_at;
    if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
      const bool has_sign =
          m_at + 1 < m_text.size() && (m_text[m_at + 1] == '-' || m_text[m_at + 1] == '+');
      const std::size_t digits = m_at + (has_sign ? 2 : 1);
      if (digits < m_text.size() && is_digit(m_text[digits]))
        for (m_at = digits; m_at < m_text.size() && is_digit(m_text[m_at]);)
          ++m_at;
    }
    return m_text.substr(start, m_at - start);
  }

  std::string_view take_unit() {
    const std::size_t start = m_at;
    if (take('%'))
      return m_text.substr(start, 1);
    while (m_at < m_text.size() && (is_name_letter(m_text[m_at]) || is_digit(m_text[m_at])))
      ++m_at;
    return m_text.substr(start, m_at - start);
  }

  LimitError trailing() {
    return {m_at, "'" + character() + "' stands where the limit should end",
            "join the parts with + - * / or take it out"};
  }

  static ParsedExpression refuse(std::size_t offset, std::string message, std::string remedy) {
    return tl::unexpected(LimitError{offset, std::move(message), std::move(remedy)});
  }

  std::size_t skip_space() {
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' ||
                                    m_text[m_at] == '\n' || m_text[m_at] == '\r'))
      ++m_at;
    return m_at;
  }
  /// The next character behind white space, which is skipped; NUL at the end.
  char peek() { return skip_space() < m_text.size() ? m_text[m_at] : '\0'; }
  bool take(char wanted) {
    const bool found = peek() == wanted;
    m_at += found ? 1 : 0;
    return found;
  }
  /// The whole UTF-8 character at the current place.
  std::string character() const {
    std::size_t end = m_at + 1;
    while (end < m_text.size() && (static_cast<unsigned char>(m_text[end]) & 0xC0U) == 0x80U)
      ++end;
    return printable(m_text.substr(m_at, end - m_at));
  }

  static constexpr int k_most_operators = 64;
  std::string_view m_text;
  std::size_t m_at = 0;
  int m_depth = 0;
  int m_operators = 0;
};

} // namespace

tl::expected<Limit, LimitError> parse_limit(std::string_view text) {
  return LimitParser(text).limit();
}

} // namespace relctl::plan
