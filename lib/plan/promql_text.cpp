// SPDX-License-Identifier: Apache-2.0
#include "plan/promql_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace relctl::plan {

std::string promql_without_strings(const std::string& query) {
  std::string text;
  char quote = '\0';
  for (std::size_t i = 0; i < query.size(); ++i) {
    const char c = query[i];
    if (quote == '\0' && c == '#') { // a comment, to the end of its line
      i = std::min(query.find('\n', i), query.size());
    } else if (quote == '\0') {
      text += c;
      quote = c == '"' || c == '\'' || c == '`' ? c : '\0';
    } else if (c == '\\' && quote != '`') {
      ++i;
    } else if (c == quote) {
      text += c;
      quote = '\0';
    }
  }
  return text;
}

std::vector<Duration> promql_ranges(const std::string& query) {
  std::vector<Duration> ranges;
  const std::string text = promql_without_strings(query);
  for (std::size_t open = text.find('['); open != text.npos; open = text.find('[', open + 1)) {
    const std::size_t end = text.find_first_of(":]", open);
    if (end == text.npos)
      break;
    const std::string_view inside = std::string_view(text).substr(open + 1, end - open - 1);
    if (const auto range = parse_duration(trim(inside)))
      ranges.push_back(*range);
  }
  return ranges;
}

bool looks_like_gauge(const std::string& query) {
  constexpr std::array<std::string_view, 7> k_signs{
      "rate(", "increase(", "histogram_quantile(", "delta(", "_over_time(", "count", "timestamp("};
  std::string text = promql_without_strings(query);
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return c == ' ' || c == '\n' || c == '\t'; }),
             text.end());
  return std::none_of(k_signs.begin(), k_signs.end(),
                      [&](std::string_view sign) { return text.find(sign) != text.npos; });
}

} // namespace relctl::plan
