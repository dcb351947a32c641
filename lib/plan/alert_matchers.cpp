// SPDX-License-Identifier: Apache-2.0
#include "plan/alert_matchers.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

constexpr std::string_view k_name = "alert"; ///< Stands for the name that a selector begins with.

} // namespace

tl::expected<std::vector<LabelMatcher>, QueryError> parse_alert_matchers(std::string_view text) {
  const bool has_braces = trim(text).starts_with('{');
  const std::string before = std::string(k_name) + (has_braces ? "" : "{");
  auto query = parse_exposition_query(before + std::string(text) + (has_braces ? "" : "}"));
  if (!query) {
    QueryError error = query.error();
    error.offset = std::clamp(error.offset, before.size(), before.size() + text.size());
    error.offset -= before.size();
    return tl::unexpected<QueryError>(std::move(error));
  }
  const ExpositionOperand& operand = query->numerator;
  if (query->denominator || operand.kind != ExpositionOperand::Kind::value)
    return tl::unexpected<QueryError>(
        QueryError{0, "the query is more than matchers", "write severity=\"critical\""});
  return operand.selector.matchers;
}

std::string alert_matcher_text(const LabelMatcher& matcher) {
  std::string text = matcher.label + std::string(operator_text(matcher.match)) + "\"";
  for (const char c : matcher.value) {
    if (c == '"' || c == '\\')
      text += '\\';
    text += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return text + "\"";
}

} // namespace relctl::plan
