// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/promql_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

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

bool is_promql_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_promql_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_promql_blank(text[at]))
    ++at;
  return at;
}

/// A run of letters, digits and `_`, and the place behind it.
struct Word {
  std::string_view text;
  std::size_t end = 0;
};

std::vector<Word> promql_words(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t begin = at;
    while (at < text.size() && is_promql_word(text[at]))
      ++at;
    if (at > begin)
      words.push_back({text.substr(begin, at - begin), at});
  }
  return words;
}

template <std::size_t N>
bool is_among(std::string_view word, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

bool is_called(std::string_view text, const Word& word) {
  return text.substr(word.end).starts_with('(');
}

/// Whether an aggregation of one of the names is called: `sum(`, `sum by (`.
template <std::size_t N, std::size_t M>
bool aggregates_by(std::string_view text, const std::array<std::string_view, N>& names,
                   const std::array<std::string_view, M>& modifiers) {
  const std::vector<Word> words = promql_words(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_among(words[i].text, names))
      continue;
    const std::size_t next = skip_blanks(text, words[i].end);
    if (next < text.size() && text[next] == '(')
      return true;
    const bool is_next =
        i + 1 < words.size() && words[i + 1].end == next + words[i + 1].text.size();
    if (is_next && is_among(words[i + 1].text, modifiers))
      return true;
  }
  return false;
}

/// The name before a `~` that stands in the place of `=~`; empty when there is none.
std::string name_before_tilde(std::string_view text) {
  for (std::size_t tilde = text.find('~'); tilde != text.npos; tilde = text.find('~', tilde + 1)) {
    const std::size_t quote = skip_blanks(text, tilde + 1);
    if (quote == text.size() ||
        std::string_view("\"'`").find(text[quote]) == std::string_view::npos)
      continue;
    std::size_t end = tilde;
    while (end > 0 && is_promql_blank(text[end - 1]))
      --end;
    std::size_t begin = end;
    while (begin > 0 && is_promql_word(text[begin - 1]))
      --begin;
    while (begin < end && is_digit(text[begin]))
      ++begin;
    if (begin < end)
      return std::string(text.substr(begin, end - begin));
  }
  return "";
}

std::string without_blanks(const std::string& query) {
  std::string text;
  for (const char c : promql_without_strings(query))
    if (c != ' ' && c != '\n' && c != '\t')
      text += c;
  return text;
}

/// Takes the end off the text; false where it has another.
bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end))
    return false;
  text.remove_suffix(end.size());
  return true;
}

} // namespace

std::optional<PromqlMistake> promql_mistake(const std::string& query) {
  const std::string text = promql_without_strings(query);
  const auto quotes = std::count_if(text.begin(), text.end(),
                                    [](char c) { return c == '"' || c == '\'' || c == '`'; });
  if (quotes % 2 != 0)
    return PromqlMistake{"a quote is never closed", "close it"};
  if (const std::string name = name_before_tilde(text); !name.empty())
    return PromqlMistake{"'" + name + "~' is no way to match a label",
                         "write " + name + "=~ or " + name + "!~"};
  return bracket_mistake(text);
}

bool lacks_aggregation(const std::string& query) {
  static constexpr std::array<std::string_view, 6> k_counts = {
      "rate", "irate", "increase", "delta", "idelta", "histogram_quantile"};
  static constexpr std::array<std::string_view, 13> k_aggregations = {
      "sum",  "avg",     "min",    "max",    "count",        "group", "quantile",
      "topk", "bottomk", "stddev", "stdvar", "count_values", "scalar"};
  static constexpr std::array<std::string_view, 2> k_modifiers = {"by", "without"};
  const std::string text = promql_without_strings(query);
  const std::vector<Word> words = promql_words(text);
  return std::any_of(words.begin(), words.end(),
                     [&](const Word& word) {
                       return is_among(word.text, k_counts) && is_called(text, word);
                     }) &&
         !aggregates_by(text, k_aggregations, k_modifiers);
}

bool lacks_le(const std::string& query) {
  static constexpr std::array<std::string_view, 4> k_aggregations = {"sum", "avg", "max", "min"};
  static constexpr std::array<std::string_view, 1> k_modifiers = {"by"};
  static constexpr std::array<std::string_view, 2> k_keeps = {"le", "without"};
  const std::string text = promql_without_strings(query);
  if (text.find("histogram_quantile(") == text.npos || text.find("_bucket") == text.npos)
    return false;
  const std::vector<Word> words = promql_words(text);
  return aggregates_by(text, k_aggregations, k_modifiers) &&
         std::none_of(words.begin(), words.end(),
                      [](const Word& word) { return is_among(word.text, k_keeps); });
}

bool fills_in_zero(const std::string& query) {
  const std::string all = without_blanks(query);
  std::string_view text = all;
  if (!take_end(text, ")"))
    return false;
  const std::size_t number = text.find_last_not_of("0123456789.") + 1; // 0 where all of it is one.
  if (number == text.size())
    return false;
  text = text.substr(0, number);
  if (!take_end(text, "vector("))
    return false;
  static_cast<void>(take_end(text, "on()"));
  return text.ends_with(")or");
}

bool is_complement(const std::string& query) {
  const std::string text = without_blanks(query);
  const std::string_view inside = std::string_view(text).substr(text.starts_with('(') ? 1 : 0);
  return inside.starts_with("1-") || inside.starts_with("100-");
}

} // namespace relctl::plan
