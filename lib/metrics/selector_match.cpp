// SPDX-License-Identifier: Apache-2.0
#include "metrics/selector_match.hpp"

#include "base/text.hpp"
#include "plan/label_pattern.hpp"

#include <optional>
#include <regex>
#include <utility>

namespace relctl::metrics {

struct SeriesMatch::Matcher {
  plan::LabelMatcher matcher;
  std::optional<std::regex> pattern; ///< Of a regular expression.
};

namespace {

using plan::LabelMatch;

constexpr std::size_t k_matched_max_bytes = 4096;

bool is_regex(LabelMatch match) {
  return match == LabelMatch::regex || match == LabelMatch::not_regex;
}

} // namespace

Result<SeriesMatch> SeriesMatch::compile(const plan::Selector& selector, std::string_view suffix) {
  SeriesMatch match;
  match.m_name = selector.name + std::string(suffix);
  auto matchers = std::make_shared<std::vector<Matcher>>();
  for (const plan::LabelMatcher& matcher : selector.matchers) {
    matchers->push_back({matcher, std::nullopt});
    if (!is_regex(matcher.match))
      continue;
    auto pattern = plan::compile_label_pattern(matcher.value);
    if (!pattern)
      return fail(pattern.error().under("label " + matcher.label));
    matchers->back().pattern = std::move(*pattern);
  }
  match.m_matchers = std::move(matchers);
  return match;
}

Result<bool> SeriesMatch::accepts(const Matcher& compiled, std::string_view value) {
  const plan::LabelMatcher& matcher = compiled.matcher;
  const bool wanted = matcher.match == LabelMatch::equal || matcher.match == LabelMatch::regex;
  if (!is_regex(matcher.match))
    return (value == matcher.value) == wanted;
  if (value.size() > k_matched_max_bytes)
    return fail(ErrorKind::refused, "a value of label " + matcher.label +
                                        " is over 4 KiB, too long for a regular expression; "
                                        "select by another label");
  try {
    return std::regex_match(value.begin(), value.end(), *compiled.pattern) == wanted;
  } catch (const std::regex_error&) {
    return fail(ErrorKind::refused, "the regular expression for label " + matcher.label +
                                        " is too complex; make it simpler");
  }
}

Result<bool> SeriesMatch::accepts(const Series& series) const {
  if (series.name != m_name)
    return false;
  for (const Matcher& each : *m_matchers) {
    const auto accepted = accepts(each, label_value(series, each.matcher.label));
    if (!accepted || !*accepted)
      return accepted;
  }
  return true;
}

std::size_t SeriesMatch::count_apart(const Series& series) const {
  std::size_t apart = 0;
  for (const Matcher& each : *m_matchers)
    apart += accepts(each, label_value(series, each.matcher.label)).value_or(false) ? 0U : 1U;
  return apart;
}

Result<std::vector<Sample>> select_samples(const std::vector<Sample>& samples,
                                           const plan::Selector& selector,
                                           std::string_view suffix) {
  RELCTL_TRY_ASSIGN(const auto match, SeriesMatch::compile(selector, suffix));
  std::vector<Sample> selected;
  for (const Sample& sample : samples) {
    RELCTL_TRY_ASSIGN(const bool accepted, match.accepts(sample.series));
    if (accepted)
      selected.push_back(sample);
  }
  return selected;
}

std::string selector_text(const plan::Selector& selector) {
  std::vector<std::string> matchers;
  for (const plan::LabelMatcher& matcher : selector.matchers)
    matchers.push_back(matcher.label + std::string(plan::operator_text(matcher.match)) + "\"" +
                       matcher.value + "\"");
  return matchers.empty() ? selector.name : selector.name + "{" + join(matchers, ",") + "}";
}

} // namespace relctl::metrics
