// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/history.hpp"
#include "plan/name_sense.hpp"
#include "plan/promql_text.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace relctl::plan {
namespace {

/// Tags become a word, which may stand for a name, a number or a piece of a string; those that
/// begin and end a section become nothing.
std::string without_tags(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find("{{"), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos || !text.substr(end).starts_with("}}")) {
      out += text.substr(0, 1);
      text.remove_prefix(std::min<std::size_t>(1, text.size()));
      continue;
    }
    if (text.find_first_of("#^/", 2) != 2)
      out += '1';
    text.remove_prefix(end + (text.substr(end).starts_with("}}}") ? 3 : 2));
  }
  return out;
}

/// Whether it selects by an answer code that tells of a failure: `code=~"5.."`, `status!="OK"`.
bool selects_failures(std::string_view query) {
  const auto begins_after_blanks = [](std::string_view text, std::string_view what) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text.starts_with(what);
  };
  for (std::size_t at = query.find('='); at != std::string_view::npos;
       at = query.find('=', at + 1)) {
    std::string_view rest = query.substr(at + 1);
    const bool is_unequal = at > 0 && query[at - 1] == '!';
    for (const char* good : {"\"OK\"", "\"0\"", "\"200\""})
      if (is_unequal && begins_after_blanks(rest, good))
        return true;
    if (rest.starts_with('~'))
      rest.remove_prefix(1);
    if (begins_after_blanks(rest, "\"5"))
      return true;
  }
  return false;
}

/// Of what a query counts: by the names in it, or by an answer code that it selects.
GoodSide side_of_query(const std::string& query) {
  const GoodSide side = good_side(query);
  return side == GoodSide::unclear && selects_failures(query) ? GoodSide::low : side;
}

class PromqlQueries {
public:
  PromqlQueries(const Metric& metric, Findings& findings)
      : m_metric(metric), m_findings(findings) {}

  void check() const {
    for (const NamedQuery& query : queries_of(m_metric))
      if (const auto mistake = promql_mistake(without_tags(query.text->text)))
        m_findings.error(mark_of(query), "query-syntax", subject(query) + ": " + mistake->message,
                         mistake->remedy);
    for (const NamedQuery& query : queries_of(m_metric))
      check_series(query);
    check_filling();
    check_name();
  }

private:
  [[nodiscard]] std::string subject(const NamedQuery& query) const {
    return std::string(query.key) + " of metric " + quoted(m_metric.id);
  }
  [[nodiscard]] Mark mark_of(const NamedQuery& query) const {
    return query.text->mark.line > 0 ? query.text->mark : m_metric.mark;
  }

  void check_series(const NamedQuery& query) const {
    const std::string text = without_tags(query.text->text);
    if (lacks_aggregation(text))
      m_findings.warn(mark_of(query), "query-without-aggregation",
                      subject(query) + " adds nothing up: with several instances or labels it "
                                       "gives several series, where one is due",
                      "put sum(…) around it, of a quantile sum by (le) (…) around its buckets");
    if (lacks_le(text))
      m_findings.warn(mark_of(query), "quantile-without-le",
                      subject(query) + " takes a quantile of buckets without their label le",
                      "write sum by (le) (…)");
  }

  /// A service that is gone then looks like one that does nothing wrong.
  void check_filling() const {
    if (m_metric.watch || m_metric.volume || !fills_in_zero(without_tags(m_metric.query.text)))
      return;
    m_findings.warn(mark_of({"query", &m_metric.query}), "missing-as-number",
                    "query of metric " + quoted(m_metric.id) +
                        " gives a number where there are no data, so that nobody sees that they "
                        "are missing",
                    "put the `or` into the numerator alone, or add a volume");
  }

  /// `error_rate: 1 - errors / all` is the share of successes.
  void check_name() const {
    const GoodSide side = good_side(m_metric.id);
    if (side == GoodSide::unclear || !is_complement(without_tags(m_metric.query.text)))
      return;
    if (side_of_query(m_metric.query.text) != side)
      return;
    m_findings.warn(mark_of({"query", &m_metric.query}), "name-query-mismatch",
                    "metric " + quoted(m_metric.id) + " is good when it is " +
                        (side == GoodSide::low ? "low" : "high") +
                        " by its name, but its query gives the rest of what it names",
                    "take the subtraction out, or rename the metric");
  }

  const Metric& m_metric;
  Findings& m_findings;
};

} // namespace

void validate_promql(const Plan& plan, Findings& findings) {
  for (const Metric& metric : plan.metrics)
    if (const Source* source = find_source(plan, metric.source);
        source != nullptr && source->kind == SourceKind::prometheus)
      PromqlQueries(metric, findings).check();
}

} // namespace relctl::plan
