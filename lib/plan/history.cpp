// SPDX-License-Identifier: Apache-2.0
#include "plan/history.hpp"

#include "plan/sql_text.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

bool all_answer_for_past(const Metric& metric, SqlDialect dialect) {
  const auto queries = queries_of(metric);
  return std::all_of(queries.begin(), queries.end(), [&](const NamedQuery& query) {
    return answers_for_past(query.text->text, dialect);
  });
}

} // namespace

bool keeps_history(const Metric& metric, const Source& source) {
  switch (source.kind) {
  case SourceKind::prometheus:
    return true;
  case SourceKind::postgres:
    return all_answer_for_past(metric, SqlDialect::postgres);
  case SourceKind::sqlite:
    return all_answer_for_past(metric, SqlDialect::sqlite);
  case SourceKind::exposition:
  case SourceKind::json:
  case SourceKind::command:
  case SourceKind::alertmanager:
    break;
  }
  return false;
}

std::vector<NamedQuery> queries_of(const Metric& metric) {
  std::vector<NamedQuery> queries{{"query", &metric.query}};
  if (metric.volume && !metric.volume->query.text.empty())
    queries.push_back({"volume query", &metric.volume->query});
  if (metric.baseline && metric.baseline->query)
    queries.push_back({"baseline query", &*metric.baseline->query});
  if (metric.fresh_by && !metric.fresh_by->query.text.empty())
    queries.push_back({"fresh_by query", &metric.fresh_by->query});
  for (const Reference& reference : metric.references)
    queries.push_back({"reference query", &reference.query});
  return queries;
}

} // namespace relctl::plan
