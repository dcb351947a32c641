// SPDX-License-Identifier: Apache-2.0
#include "plan/alert_matchers.hpp"
#include "plan/exposition_query.hpp"
#include "plan/findings.hpp"
#include "plan/history.hpp"

namespace relctl::plan {
namespace {

/// The queries of one metric in the language of its source.
class Queries {
public:
  Queries(const Plan& plan, const Metric& metric, const Source& source, Findings& findings)
      : m_plan(plan), m_metric(metric), m_source(source), m_findings(findings) {}

  void check() const {
    check_request();
    check_missing();
    switch (m_source.kind) {
    case SourceKind::exposition:
      return check_each([](const std::string& text) { return parse_exposition_query(text); });
    case SourceKind::alertmanager:
      check_alert_queries();
      return check_each([](const std::string& text) { return parse_alert_matchers(text); });
    case SourceKind::postgres:
    case SourceKind::sqlite:
      return check_all_sql();
    case SourceKind::prometheus:
    case SourceKind::json:
    case SourceKind::command:
      return;
    }
  }

private:
  [[nodiscard]] std::string subject(const NamedQuery& query) const {
    return std::string(query.key) + " of metric " + quoted(m_metric.id);
  }
  [[nodiscard]] Mark mark_of(const NamedQuery& query) const {
    return query.text->mark.line > 0 ? query.text->mark : m_metric.mark;
  }

  template <class Parse>
  void check_each(Parse parse) const {
    for (const NamedQuery& query : queries_of(m_metric))
      if (const auto parsed = parse(query.text->text); !parsed)
        m_findings.error(mark_of(query), "query-syntax",
                         subject(query) + ", character " +
                             std::to_string(parsed.error().offset + 1) + ": " +
                             parsed.error().message,
                         parsed.error().remedy);
  }

  void check_request() const {
    if (m_metric.request && m_source.kind != SourceKind::json)
      m_findings.error(m_metric.mark, "request-without-json",
                       "metric " + quoted(m_metric.id) + " has a request, but source " +
                           quoted(m_source.id) + " is of kind " +
                           std::string(source_kind_name(m_source.kind)),
                       "take the request out, or read a json source");
  }

  /// Only a command can say these in the answer to the query itself; a page of metrics, when its
  /// samples were taken.
  void check_missing() const {
    if (m_source.kind == SourceKind::command)
      return;
    const auto missing = [&](const char* key) {
      m_findings.error(m_metric.mark, "query-missing",
                       std::string(key) + " of metric " + quoted(m_metric.id) + " has no query",
                       "add one; a query's own answer does not say it at such a source");
    };
    if (m_metric.volume && m_metric.volume->query.text.empty())
      missing("volume");
    if (m_metric.fresh_by && m_metric.fresh_by->query.text.empty() &&
        m_source.kind != SourceKind::exposition)
      missing("fresh_by");
  }

  void check_alert_queries() const {
    if ((m_metric.baseline && m_metric.baseline->query) || m_metric.fresh_by ||
        !m_metric.references.empty())
      m_findings.error(m_metric.mark, "query-unanswerable",
                       "metric " + quoted(m_metric.id) +
                           " counts alerts, which have no baseline, references or sample times",
                       "keep query and volume");
  }

  void check_all_sql() const {
    const SqlDialect dialect = dialect_of(m_source);
    for (const NamedQuery& query : queries_of(m_metric))
      check_sql(subject(query), mark_of(query), query.text->text, dialect, known_names(),
                m_findings);
    check_times(dialect);
  }

  [[nodiscard]] std::vector<std::string> known_names() const {
    std::vector<std::string> names = known_variables(m_plan);
    names.insert(names.end(), sql_times().begin(), sql_times().end());
    if (m_metric.each)
      names.push_back(m_metric.each->label);
    return names;
  }

  /// Then none of them can be asked about a past grid time.
  void check_times(SqlDialect dialect) const {
    if (keeps_history(m_metric, m_source) || !answers_for_past(m_metric.query.text, dialect))
      return;
    for (const NamedQuery& query : queries_of(m_metric))
      if (!answers_for_past(query.text->text, dialect))
        m_findings.warn(mark_of(query), "sql-half-dated",
                        subject(query) + " does not say which time it asks about, as the query "
                                         "does: past grid times cannot be filled in",
                        "use :at or :window_start in it as well");
  }

  const Plan& m_plan;
  const Metric& m_metric;
  const Source& m_source;
  Findings& m_findings;
};

} // namespace

void validate_queries(const Plan& plan, Findings& findings) {
  for (const Metric& metric : plan.metrics)
    if (const Source* source = find_source(plan, metric.source))
      Queries(plan, metric, *source, findings).check();
}

} // namespace relctl::plan
