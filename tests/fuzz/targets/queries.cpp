// SPDX-License-Identifier: Apache-2.0
// A query or a series on each line, in every language that a plan may hold one in.
#include "base/text.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"
#include "plan/alert_matchers.hpp"
#include "plan/exposition_query.hpp"
#include "plan/label_pattern.hpp"
#include "plan/promql_text.hpp"
#include "plan/series_notation.hpp"
#include "plan/sql_text.hpp"

#include <regex>
#include <string>

namespace relctl::fuzz {
namespace {

template <class E>
void must_be_clear_at(const E& error, std::string_view text) {
  must(error.offset <= text.size(), "a mistake lies in the query");
  must_be_one_clear_line(error.message);
  must_be_one_clear_line(error.remedy);
}

void check_exposition_query(std::string_view line) {
  if (const auto query = plan::parse_exposition_query(line); !query)
    must_be_clear_at(query.error(), line);
}

void check_alert_matchers(std::string_view line) {
  const auto matchers = plan::parse_alert_matchers(line);
  if (!matchers) {
    must_be_clear_at(matchers.error(), line);
    return;
  }
  std::vector<std::string> texts;
  for (const plan::LabelMatcher& matcher : *matchers)
    texts.push_back(plan::alert_matcher_text(matcher));
  const auto again = plan::parse_alert_matchers("{" + join(texts, ",") + "}");
  must(again && again->size() == matchers->size(), "matchers read back");
  for (std::size_t i = 0; i < again->size(); ++i)
    must((*again)[i].label == (*matchers)[i].label && (*again)[i].match == (*matchers)[i].match &&
             (*again)[i].value == (*matchers)[i].value,
         "each matcher as it was");
}

void check_promql(const std::string& line) {
  const std::string bare = plan::promql_without_strings(line);
  must(bare.size() <= line.size(), "without strings and comments a query is no longer");
  if (const auto mistake = plan::promql_mistake(line)) {
    must_be_one_clear_line(mistake->message);
    must_be_one_clear_line(mistake->remedy);
  }
  for (const Duration range : plan::promql_ranges(line))
    must(range.ms >= 0, "a range is a duration");
  (void)plan::looks_like_gauge(line);
  (void)plan::lacks_aggregation(line);
  (void)plan::lacks_le(line);
  (void)plan::fills_in_zero(line);
  (void)plan::is_complement(line);
}

void check_sql(const std::string& line, plan::SqlDialect dialect) {
  const plan::SqlText text = plan::read_sql(line, dialect);
  std::size_t end = 0;
  for (const plan::SqlParameter& parameter : text.parameters) {
    must(parameter.begin >= end && parameter.end > parameter.begin && parameter.end <= line.size(),
         "parameters stand one after the other");
    must(line.substr(parameter.begin, parameter.end - parameter.begin) == ":" + parameter.name,
         "a parameter is a colon and its name");
    end = parameter.end;
  }
  const plan::SqlStatement statement = plan::number_parameters(line, dialect);
  must(text.parameters.empty() ? statement.sql == line : !statement.names.empty(),
       "parameters are numbered, and nothing else is changed");
  must(plan::read_sql(statement.sql, dialect).parameters.empty(), "no name is left unbound");
}

void check_series(std::string_view line) {
  const auto series = plan::parse_series(line);
  if (!series) {
    must_be_clear_at(series.error(), line);
    return;
  }
  const std::int64_t size = series->size();
  must(size >= 0, "a series has a length");
  for (const std::int64_t index : {std::int64_t{0}, size / 2, size - 1, size}) {
    if (index < 0)
      continue;
    const bool lies_inside = index < size;
    must(series->at(index).has_value() == lies_inside || size == plan::k_for_ever,
         "a series has its points up to its end");
  }
}

/// Compiled once, and matched against what could make it go back and forth.
void check_label_pattern(const std::string& line) {
  const auto pattern = plan::compile_label_pattern(line);
  if (!pattern)
    must_be_one_clear_line(pattern.error().message);
  else
    (void)std::regex_match(std::string(24, 'a') + "b", *pattern);
}

} // namespace

RELCTL_FUZZ_TARGET(queries) {
  for (const std::string_view line : lines_of(input)) {
    const std::string text(line);
    check_exposition_query(line);
    check_alert_matchers(line);
    check_promql(text);
    check_sql(text, plan::SqlDialect::postgres);
    check_sql(text, plan::SqlDialect::sqlite);
    check_series(line);
    check_label_pattern(text);
  }
}

} // namespace relctl::fuzz
