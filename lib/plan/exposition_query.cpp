// SPDX-License-Identifier: Apache-2.0
#include "plan/exposition_query.hpp"

#include "base/check.hpp"
#include "base/quantity.hpp"
#include "base/text.hpp"
#include "plan/label_pattern.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace relctl::plan {
namespace {

using OperandKind = ExpositionOperand::Kind;
template <class T>
using ParsedPart = tl::expected<T, QueryError>;

constexpr const char* k_example = "write for instance sum(errors_total{code=~\"5..\"}), "
                                  "rate(requests_total) or quantile(0.95, latency_seconds)";

constexpr const char* k_or_zero_example =
    "write for instance (rate(requests_total{code=~\"5..\"}) or 0) / rate(requests_total)";

constexpr std::pair<std::string_view, LabelMatch> k_signs[] = {{"=~", LabelMatch::regex},
                                                               {"!~", LabelMatch::not_regex},
                                                               {"!=", LabelMatch::not_equal},
                                                               {"=", LabelMatch::equal}};

struct Function {
  std::string_view name;
  OperandKind kind;
};
constexpr Function k_functions[] = {
    {"sum", OperandKind::sum},           {"min", OperandKind::minimum},
    {"max", OperandKind::maximum},       {"avg", OperandKind::average},
    {"rate", OperandKind::rate},         {"increase", OperandKind::increase},
    {"quantile", OperandKind::quantile}, {"family", OperandKind::family}};

bool grows(OperandKind kind) {
  return kind == OperandKind::rate || kind == OperandKind::increase;
}

/// What is never seen has happened no times; a smallest value or a quantile it does not have.
bool counts(OperandKind kind) {
  return kind == OperandKind::value || kind == OperandKind::sum || grows(kind);
}

std::optional<OperandKind> function_named(std::string_view name) {
  for (const Function& function : k_functions)
    if (function.name == name)
      return function.kind;
  return std::nullopt;
}

/// A regular expression with a template in it is judged when it has been rendered.
Result<void> check_pattern(const LabelMatcher& matcher) {
  const bool by_regex =
      matcher.match == LabelMatch::regex || matcher.match == LabelMatch::not_regex;
  if (by_regex && matcher.value.find("{{") == std::string::npos)
    RELCTL_TRY(compile_label_pattern(matcher.value));
  return {};
}

/// Recursive descent over the grammar in exposition_query.hpp, one function a rule.
class QueryParser {
public:
  explicit QueryParser(std::string_view text) : m_text(text) {}

  ParsedPart<ExpositionQuery> query() {
    ExpositionQuery query;
    auto numerator = this->numerator();
    if (!numerator)
      return tl::unexpected(std::move(numerator).error());
    query.numerator = std::move(*numerator);
    if (take('/')) {
      auto denominator = this->denominator(query.numerator);
      if (!denominator)
        return tl::unexpected(std::move(denominator).error());
      query.denominator = std::move(*denominator);
    } else if (query.numerator.or_zero) {
      return refuse(m_at, "'or 0' needs a denominator, which shows that the page is the right one",
                    k_or_zero_example);
    }
    if (peek() != '\0')
      return refuse(m_at, "'" + character() + "' stands where the query should end", end_remedy());
    return query;
  }

private:
  ParsedPart<ExpositionOperand> numerator() {
    if (!take('('))
      return operand();
    const std::size_t start = m_at;
    auto operand = this->operand();
    if (!operand)
      return operand;
    if (!take_or_zero())
      return refuse(m_at, "'or 0)' is due here", k_or_zero_example);
    if (!counts(operand->kind))
      return refuse(start,
                    "'or 0' is for what counts: a smallest, largest or average value or a "
                    "quantile of nothing is not 0",
                    "use it on a selector, sum, rate or increase");
    operand->or_zero = true;
    return operand;
  }

  ParsedPart<ExpositionOperand> denominator(const ExpositionOperand& numerator) {
    if (peek() == '(')
      return refuse(m_at, "a denominator takes no 'or 0': what is absent there is unknown",
                    "write it without brackets");
    const std::size_t start = m_at;
    auto operand = this->operand();
    if (operand && numerator.or_zero && grows(numerator.kind) && !grows(operand->kind))
      return refuse(start, "'or 0' of a rate or increase needs another as its denominator",
                    k_or_zero_example);
    return operand;
  }

  ParsedPart<ExpositionOperand> operand() {
    ExpositionOperand operand;
    peek();
    const std::size_t start = m_at;
    const std::string name = take_name();
    if (name.empty())
      return refuse_name(start, "a metric name or a function");
    if (peek() == '(')
      return call(start, name);
    auto selector = selector_behind(name);
    if (!selector)
      return tl::unexpected(std::move(selector).error());
    operand.selector = std::move(*selector);
    return operand;
  }

  ParsedPart<ExpositionOperand> call(std::size_t start, const std::string& name) {
    const auto kind = function_named(name);
    if (!kind)
      return refuse(start, "'" + one_line(name, 60) + "' is not a function of exposition queries",
                    "use sum, min, max, avg, rate, increase, quantile or family");
    ExpositionOperand operand;
    operand.kind = *kind;
    const std::size_t open = m_at++;
    if (operand.kind == OperandKind::quantile) {
      const auto level = quantile_level();
      if (!level)
        return tl::unexpected(level.error());
      operand.quantile = *level;
    }
    auto selector = this->selector();
    if (!selector)
      return tl::unexpected(std::move(selector).error());
    operand.selector = std::move(*selector);
    if (take(')'))
      return operand;
    return peek() == '\0'
               ? refuse(open, "'(' is not closed", "add ')'")
               : refuse(m_at, "'" + character() + "' stands where ')' is due", end_remedy());
  }

  ParsedPart<double> quantile_level() {
    peek();
    const std::size_t start = m_at;
    while (m_at < m_text.size() && (is_digit(m_text[m_at]) || m_text[m_at] == '.'))
      ++m_at;
    const auto level = parse_number(m_text.substr(start, m_at - start));
    if (!level || *level <= 0.0 || *level >= 1.0)
      return refuse(start, "the first argument of quantile is not a number between 0 and 1",
                    "write for instance quantile(0.95, latency_seconds)");
    if (!take(','))
      return refuse(m_at, "quantile lacks its second argument",
                    "write for instance quantile(0.95, latency_seconds)");
    return *level;
  }

  ParsedPart<Selector> selector() {
    peek();
    const std::size_t start = m_at;
    const std::string name = take_name();
    if (name.empty())
      return refuse_name(start, "a metric name");
    if (peek() == '(')
      return refuse(start, "functions cannot be nested", "use one function on one selector");
    return selector_behind(name);
  }

  ParsedPart<Selector> selector_behind(const std::string& name) {
    Selector selector{name, {}};
    if (!take('{'))
      return selector;
    while (!take('}')) {
      auto matcher = this->matcher();
      if (!matcher)
        return tl::unexpected(std::move(matcher).error());
      selector.matchers.push_back(std::move(*matcher));
      if (!take(',') && peek() != '}')
        return refuse(m_at, "the label matchers of '" + one_line(name, 60) + "' are not closed",
                      "put ',' between them and '}' behind the last");
    }
    return selector;
  }

  ParsedPart<LabelMatcher> matcher() {
    LabelMatcher matcher;
    peek();
    const std::size_t start = m_at;
    while (m_at < m_text.size() && (is_name_letter(m_text[m_at]) || is_digit(m_text[m_at])))
      ++m_at;
    matcher.label = std::string(m_text.substr(start, m_at - start));
    if (matcher.label.empty() || is_digit(matcher.label.front()))
      return refuse_name(start, "a label name");
    const auto match = take_match();
    if (!match)
      return refuse(m_at, "label '" + one_line(matcher.label, 60) + "' has no comparison",
                    "write =, !=, =~ or !~ and a quoted value");
    matcher.match = *match;
    peek();
    const std::size_t value_start = m_at;
    auto value = quoted();
    if (!value)
      return tl::unexpected(std::move(value).error());
    matcher.value = std::move(*value);
    if (const auto pattern = check_pattern(matcher); !pattern)
      return refuse_sentence(value_start, pattern.error().message);
    return matcher;
  }

  std::optional<LabelMatch> take_match() {
    peek();
    for (const auto& [sign, match] : k_signs)
      if (m_text.substr(m_at, sign.size()) == sign) {
        m_at += sign.size();
        return match;
      }
    return std::nullopt;
  }

  ParsedPart<std::string> quoted() {
    const std::size_t start = m_at;
    const char quote = m_at < m_text.size() ? m_text[m_at] : '\0';
    if (quote != '"' && quote != '\'')
      return refuse(start, "a label value is not quoted", "put it between double quotes");
    std::string value;
    for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
      const bool escaped = m_text[m_at] == '\\' && m_at + 1 < m_text.size();
      if (escaped)
        ++m_at;
      value += escaped ? unescaped(m_text[m_at]) : std::string(1, m_text[m_at]);
    }
    if (m_at == m_text.size())
      return refuse(start, "a quoted value is not closed", "add the closing quote");
    ++m_at;
    return value;
  }

  /// Unknown escapes stay whole: `\d` belongs to a regular expression.
  static std::string unescaped(char c) {
    if (c == 'n')
      return "\n";
    if (c == '\\' || c == '"' || c == '\'')
      return std::string(1, c);
    return std::string("\\") + c;
  }

  bool take_or_zero() {
    peek();
    return m_text.substr(m_at).starts_with("or") && take_name() == "or" && take('0') && take(')');
  }

  std::string take_name() {
    const std::size_t start = m_at;
    while (m_at < m_text.size() && (is_name_letter(m_text[m_at]) || m_text[m_at] == ':' ||
                                    (m_at > start && is_digit(m_text[m_at]))))
      ++m_at;
    return std::string(m_text.substr(start, m_at - start));
  }

  tl::unexpected<QueryError> refuse_name(std::size_t offset, const std::string& wanted) const {
    const std::string found =
        offset < m_text.size() ? "'" + character_at(offset) + "' stands" : "the query ends";
    return refuse(offset, found + " where " + wanted + " is due", k_example);
  }

  static tl::unexpected<QueryError> refuse(std::size_t offset, std::string message,
                                           std::string remedy) {
    return tl::unexpected(QueryError{offset, std::move(message), std::move(remedy)});
  }

  /// Refuses with a `message; remedy`.
  static tl::unexpected<QueryError> refuse_sentence(std::size_t offset,
                                                    const std::string& sentence) {
    const std::size_t border = sentence.rfind("; ");
    return refuse(offset, sentence.substr(0, border), sentence.substr(border + 2));
  }

  /// Names the habit from PromQL that the text at the current place most likely is.
  std::string end_remedy() const {
    const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
    if (m_text.substr(m_at).starts_with("or "))
      return k_or_zero_example;
    if (c == '[')
      return "take the range out; the metric's window is the range";
    if (c == '/')
      return "a query has one division at most";
    if (c == 'b' || c == 'w')
      return "grouping is not supported; select with label matchers";
    return "a query is one operand, or two with '/' between them";
  }

  /// The next character behind white space, which is skipped; NUL at the end.
  char peek() {
    while (m_at < m_text.size() &&
           std::string_view(" \t\r\n").find(m_text[m_at]) != std::string::npos)
      ++m_at;
    return m_at < m_text.size() ? m_text[m_at] : '\0';
  }
  bool take(char wanted) {
    const bool found = peek() == wanted;
    m_at += found ? 1 : 0;
    return found;
  }
  std::string character() const { return character_at(m_at); }
  std::string character_at(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < m_text.size() && (static_cast<unsigned char>(m_text[end]) & 0xC0U) == 0x80U)
      ++end;
    return printable(m_text.substr(at, end - at));
  }

  std::string_view m_text;
  std::size_t m_at = 0;
};

} // namespace

std::string_view operator_text(LabelMatch match) {
  const auto* sign = std::find_if(std::begin(k_signs), std::end(k_signs),
                                  [&](const auto& each) { return each.second == match; });
  RELCTL_CHECK(sign != std::end(k_signs));
  return sign->first;
}

ParsedPart<ExpositionQuery> parse_exposition_query(std::string_view text) {
  return QueryParser(text).query();
}

} // namespace relctl::plan
