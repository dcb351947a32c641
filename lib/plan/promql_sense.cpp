// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/promql_text.hpp"

#include <algorithm>
#include <regex>
#include <string_view>

namespace relctl::plan {
namespace {

constexpr const char* k_brackets = "(){}[]";

char closing_of(char open) {
  return open == '(' ? ')' : open == '{' ? '}' : ']';
}

/// A bracket that is never closed, or closes what was not opened; `text` is without strings.
std::optional<PromqlMistake> bracket_mistake(const std::string& text) {
  std::string open;
  for (const char c : text) {
    if (std::string_view(k_brackets).find(c) == std::string_view::npos)
      continue;
    if (c == '(' || c == '{' || c == '[')
      open += c;
    else if (open.empty() || closing_of(open.back()) != c)
      return PromqlMistake{std::string("a '") + c + "' closes nothing", "take it out"};
    else
      open.pop_back();
  }
  if (open.empty())
    return std::nullopt;
  return PromqlMistake{std::string("a '") + open.back() + "' is never closed",
                       std::string("close it with '") + closing_of(open.back()) + "'"};
}

std::string without_blanks(const std::string& query) {
  std::string text;
  for (const char c : promql_without_strings(query))
    if (c != ' ' && c != '\n' && c != '\t')
      text += c;
  return text;
}

} // namespace

std::optional<PromqlMistake> promql_mistake(const std::string& query) {
  const std::string text = promql_without_strings(query);
  const auto quotes = std::count_if(text.begin(), text.end(),
                                    [](char c) { return c == '"' || c == '\'' || c == '`'; });
  if (quotes % 2 != 0)
    return PromqlMistake{"a quote is never closed", "close it"};
  if (text.find('~') == text.npos) // Regular expressions cost more than all the rest of a plan.
    return bracket_mistake(text);
  static const std::regex matcher(R"re(([A-Za-z_]\w*)\s*~\s*["'`])re");
  std::smatch match;
  if (std::regex_search(text, match, matcher))
    return PromqlMistake{"'" + match[1].str() + "~' is no way to match a label",
                         "write " + match[1].str() + "=~ or " + match[1].str() + "!~"};
  return bracket_mistake(text);
}

bool lacks_aggregation(const std::string& query) {
  const std::string text = promql_without_strings(query);
  if (text.find('(') == text.npos)
    return false;
  static const std::regex counts(R"(\b(i?rate|increase|i?delta|histogram_quantile)\()");
  static const std::regex aggregates(
      R"(\b(sum|avg|min|max|count|group|quantile|topk|bottomk|stddev|stdvar|count_values|scalar))"
      R"(\s*(\(|by\b|without\b))");
  return std::regex_search(text, counts) && !std::regex_search(text, aggregates);
}

bool lacks_le(const std::string& query) {
  const std::string text = promql_without_strings(query);
  if (text.find("histogram_quantile(") == text.npos || text.find("_bucket") == text.npos)
    return false;
  static const std::regex aggregates(R"(\b(sum|avg|max|min)\s*(\(|by\b))");
  static const std::regex keeps(R"(\b(le|without)\b)");
  return std::regex_search(text, aggregates) && !std::regex_search(text, keeps);
}

bool fills_in_zero(const std::string& query) {
  if (query.find("vector") == query.npos)
    return false;
  static const std::regex filled(R"(\)or(on\(\))?vector\([\d.]+\)$)");
  return std::regex_search(without_blanks(query), filled);
}

bool is_complement(const std::string& query) {
  if (query.find('-') == query.npos)
    return false;
  static const std::regex less(R"(^\(?(1|100)-)");
  return std::regex_search(without_blanks(query), less);
}

} // namespace relctl::plan
