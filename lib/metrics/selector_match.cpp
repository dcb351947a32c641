// SPDX-License-Identifier: Apache-2.0
#include "metrics/selector_match.hpp"

#include "base/text.hpp"
#include "plan/label_pattern.hpp"

#include <optional>
#include <regex>
#include <utility>

namespace relctl::metrics {
namespace {

using plan::LabelMatch;

constexpr std::size_t k_matched_max_bytes = 4096;

struct CompiledMatcher {
  const plan::LabelMatcher* matcher = nullptr;
  std::optional<std::regex> pattern;
};

bool is_regex(LabelMatch match) {
  return match == LabelMatch::regex || match == LabelMatch::not_regex;
}

Result<CompiledMatcher> compile(const plan::LabelMatcher& matcher) {
  CompiledMatcher compiled{&matcher, std::nullopt};
  if (!is_regex(matcher.match))
    return compiled;
  auto pattern = plan::compile_label_pattern(matcher.value);
  if (!pattern)
    return fail(pattern.error().under("label " + matcher.label));
  compiled.pattern = std::move(*pattern);
  return compiled;
}

Result<bool> accepts(const CompiledMatcher& compiled, std::string_view value) {
  const plan::LabelMatcher& matcher = *compiled.matcher;
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

Result<bool> accept_all(const std::vector<CompiledMatcher>& compiled, const Series& series) {
  for (const CompiledMatcher& each : compiled) {
    const auto accepted = accepts(each, label_value(series, each.matcher->label));
    if (!accepted || !*accepted)
      return accepted;
  }
  return true;
}

std::string_view operator_text(LabelMatch match) {
  switch (match) {
  case LabelMatch::equal:
    return "=";
  case LabelMatch::not_equal:
    return "!=";
  case LabelMatch::regex:
    return "=~";
  case LabelMatch::not_regex:
    return "!~";
  }
  return "";
}

} // namespace

Result<std::vector<Sample>> select_samples(const std::vector<Sample>& samples,
                                           const plan::Selector& selector,
                                           std::string_view suffix) {
  std::vector<CompiledMatcher> compiled;
  for (const plan::LabelMatcher& matcher : selector.matchers) {
    RELCTL_TRY_ASSIGN(auto each, compile(matcher));
    compiled.push_back(std::move(each));
  }
  const std::string name = selector.name + std::string(suffix);
  std::vector<Sample> selected;
  for (const Sample& sample : samples) {
    if (sample.series.name != name)
      continue;
    RELCTL_TRY_ASSIGN(const bool accepted, accept_all(compiled, sample.series));
    if (accepted)
      selected.push_back(sample);
  }
  return selected;
}

std::string selector_text(const plan::Selector& selector) {
  std::vector<std::string> matchers;
  for (const plan::LabelMatcher& matcher : selector.matchers)
    matchers.push_back(matcher.label + std::string(operator_text(matcher.match)) + "\"" +
                       matcher.value + "\"");
  return matchers.empty() ? selector.name : selector.name + "{" + join(matchers, ",") + "}";
}

} // namespace relctl::metrics
