// SPDX-License-Identifier: Apache-2.0
#include "plan/jq_programs.hpp"

#include "plan/findings.hpp"
#include "plan/history.hpp"

namespace relctl::plan {
namespace {

/// Collects the programs of one plan.
class Collection {
public:
  Collection(const Plan& plan, const std::string& sample) : m_plan(plan) {
    for (const std::string& name : known_variables(plan))
      m_values[name] = sample;
    for (const Metric& metric : plan.metrics)
      if (metric.each)
        m_values[metric.each->label] = sample;
    for (const Step* step : all_steps(plan))
      if (step->each)
        m_values[step->each->label] = sample;
  }

  void add(const Metric& metric) {
    if (!reads_json(metric.source))
      return;
    for (const NamedQuery& query : queries_of(metric))
      add_template(*query.text, std::string(query.key) + " of metric " + quoted(metric.id),
                   metric.mark);
  }

  void add(const Step& step) {
    const std::string owner = "step " + quoted(step.id);
    add(step.action, owner);
    if (step.verify)
      add(step.verify->action, "verify of " + owner);
  }

  [[nodiscard]] std::vector<JqProgram> take() { return std::move(m_programs); }

private:
  [[nodiscard]] bool reads_json(const std::string& id) const {
    const Source* source = find_source(m_plan, id);
    return source != nullptr && source->kind == SourceKind::json;
  }

  void add_template(const TemplateText& text, std::string subject, Mark otherwise) {
    m_programs.push_back({render(text.text, m_values), std::move(subject),
                          text.mark.line > 0 ? text.mark : otherwise});
  }

  void add(const Action& action, const std::string& owner) {
    if (const auto* http = std::get_if<HttpAction>(&action);
        http != nullptr && !http->where.empty())
      m_programs.push_back({http->where, "where of " + owner, http->where_mark});
    if (const auto* suite = std::get_if<SuiteAction>(&action))
      for (const SuiteRequest& request : suite->requests) {
        if (!request.where.empty())
          m_programs.push_back({request.where, "where of " + owner, request.where_mark});
        for (const Capture& capture : request.captures)
          m_programs.push_back({capture.program, "capture " + quoted(capture.name) + " of " + owner,
                                capture.program_mark});
      }
    if (const auto* rows = std::get_if<ReconcileAction>(&action))
      for (const RowQuery* side : {&rows->left, &rows->right})
        if (reads_json(side->source))
          add_template(side->query,
                       std::string(side == &rows->left ? "left" : "right") + " of " + owner,
                       side->mark);
  }

  const Plan& m_plan;
  Values m_values;
  std::vector<JqProgram> m_programs;
};

} // namespace

std::vector<JqProgram> jq_programs(const Plan& plan, const std::string& sample) {
  Collection programs(plan, sample);
  for (const Metric& metric : plan.metrics)
    programs.add(metric);
  for (const Step* step : all_steps(plan))
    programs.add(*step);
  return programs.take();
}

} // namespace relctl::plan
