// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/variables.hpp"

#include <algorithm>
#include <string>

namespace relctl::plan {
namespace {

/// `camera_2`: the name with the first number that nothing else has.
std::string name_apart(const std::string& name, const std::vector<std::string>& taken) {
  int number = 2;
  while (contains(taken, name + "_" + std::to_string(number)))
    ++number;
  return name + "_" + std::to_string(number);
}

/// Checks texts that belong to one thing against the names that may stand in them.
class Scope {
public:
  Scope(std::string owner, Mark mark, std::vector<std::string> known, Findings& findings)
      : m_owner(std::move(owner)), m_mark(mark), m_known(std::move(known)), m_findings(findings) {}

  void check(const TemplateText& text, const std::string& key) const {
    const Mark mark = text.mark.line > 0 ? text.mark : m_mark;
    const auto names = template_variables(text.text);
    if (!names) {
      m_findings.error_of(mark, "template-syntax", key + " of " + m_owner, names.error().message);
      return;
    }
    for (const std::string& name : *names)
      if (!contains(m_known, name))
        m_findings.error(mark, "unknown-variable",
                         key + " of " + m_owner + " uses variable " + quoted(name) +
                             ", which does not exist",
                         name_remedy(name, m_known, "vars"));
      else if (m_is_run_once && name == "track")
        m_findings.warn(mark, "track-of-several",
                        key + " of " + m_owner +
                            " names {{track}}, but it runs once for all tracks: those that it "
                            "does not name stay as they are",
                        "write a step for each track");
  }

  /// It belongs to a step that runs once where there are several tracks.
  void run_once() { m_is_run_once = true; }

  void check(const MetricRequest& request) const {
    check(request.path, "the path");
    check(request.body, "the body");
    for (const auto& [name, value] : request.headers)
      check(value, "header " + quoted(name));
  }

  void operator()(const CommandAction& action) const {
    for (const TemplateText& word : action.argv)
      check(word, "the command");
  }
  void operator()(const HttpAction& action) const {
    check(action.url, "the url");
    check(action.body, "the body");
    for (const auto& [name, value] : action.headers)
      check(value, "header " + quoted(name));
  }
  void operator()(const SuiteAction& action) const {
    check(action.base, "the base");
    Scope later = *this;
    for (const SuiteRequest& request : action.requests) {
      later.check(request.path, "the path of a request");
      later.check(request.body, "the body of a request");
      for (const auto& [name, value] : request.headers)
        later.check(value, "header " + quoted(name));
      for (const Capture& capture : request.captures) {
        check_capture(capture, later.m_known);
        later.m_known.push_back(capture.name);
      }
    }
  }
  void operator()(const ArtifactAction& action) const {
    for (const TemplateText* path : {&action.file, &action.sha256_file, &action.signature,
                                     &action.public_key, &action.sbom, &action.lock})
      check(*path, "a path");
  }
  void operator()(const ReconcileAction& action) const {
    for (const RowQuery* rows : {&action.left, &action.right})
      if (rows->request)
        check(*rows->request);
  }
  void operator()(const HaproxyAction& action) const { check(action.socket, "the socket"); }

private:
  /// One name for two values: a clean-up would take away something else.
  void check_capture(const Capture& capture, const std::vector<std::string>& taken) const {
    if (!contains(taken, capture.name))
      return;
    const bool is_variable = contains(m_known, capture.name);
    m_findings.error(capture.mark.line > 0 ? capture.mark : m_mark, "capture-name",
                     "a request of " + m_owner + " captures " + quoted(capture.name) +
                         (is_variable ? ", which is a variable of templates already"
                                      : ", which an earlier one captures already"),
                     "give it a name of its own, for instance " +
                         quoted(name_apart(capture.name, taken)));
  }

  std::string m_owner;
  Mark m_mark;
  std::vector<std::string> m_known;
  Findings& m_findings;
  bool m_is_run_once = false;
};

/// The steps of the way back from everything.
std::vector<const Step*> steps_back(const Plan& plan) {
  std::vector<const Step*> steps;
  for (const std::vector<Step>* part : {&plan.rollback.steps, &plan.rollback.verify})
    for (const Step& step : *part)
      steps.push_back(&step);
  return steps;
}

void check_metric(const Metric& metric, std::vector<std::string> known, Findings& findings) {
  if (metric.each)
    known.push_back(metric.each->label);
  const Scope scope("metric " + quoted(metric.id), metric.mark, std::move(known), findings);
  if (metric.request)
    scope.check(*metric.request);
  scope.check(metric.query, "the query");
  if (metric.volume)
    scope.check(metric.volume->query, "the volume query");
  if (metric.baseline && metric.baseline->query)
    scope.check(*metric.baseline->query, "the baseline query");
  if (metric.fresh_by)
    scope.check(metric.fresh_by->query, "the fresh_by query");
  for (const Reference& reference : metric.references)
    scope.check(reference.query, "reference " + quoted(reference.id));
}

void check_source(const Source& source, const std::vector<std::string>& known, Findings& findings) {
  const Scope scope("source " + quoted(source.id), source.mark, known, findings);
  for (const TemplateText& argument : source.command)
    scope.check(argument, "the command");
}

/// What is not bound as a parameter, as that of SQL is; see validate_reconcile.
void check_rows(const Plan& plan, const Action& action, const Scope& scope) {
  if (const auto* reconcile = std::get_if<ReconcileAction>(&action))
    for (const RowQuery* rows : {&reconcile->left, &reconcile->right})
      if (!is_sql(find_source(plan, rows->source)))
        scope.check(rows->query, "the query");
}

void check_action(const Plan& plan, const Action& action, const Scope& scope) {
  std::visit(scope, action);
  check_rows(plan, action, scope);
}

void check_step(const Plan& plan, const Step& step, std::vector<std::string> known,
                Findings& findings) {
  for (std::string& label : labels_for(plan, step))
    known.push_back(std::move(label));
  Scope scope("step " + quoted(step.id), step.mark, std::move(known), findings);
  if (const auto back = steps_back(plan);
      plan.tracks.size() > 1 && std::find(back.begin(), back.end(), &step) != back.end())
    scope.run_once();
  check_action(plan, step.action, scope);
  if (step.verify)
    check_action(plan, step.verify->action, scope);
  if (step.traffic)
    scope.check(*step.traffic, "traffic");
}

/// What the snippets of an observation may name besides: what it found.
std::vector<std::string> observed_names(const Plan& plan, std::vector<std::string> known) {
  for (const char* name : {"conclusion", "samples", "date", "duration", "table", "findings",
                           "families", "signatures", "observation"})
    known.emplace_back(name);
  for (const Metric& metric : plan.metrics)
    for (const char* what : {"mean_", "min_", "max_", "met_"})
      known.push_back(what + metric.id);
  return known;
}

void check_observation(const Plan& plan, const std::vector<std::string>& known,
                       Findings& findings) {
  if (!plan.observe)
    return;
  const Observation& observe = *plan.observe;
  const Scope scope("observe", observe.mark, known, findings);
  scope.check(observe.samples, "samples");
  scope.check(observe.every, "every");
  const Scope found("observe", observe.mark, observed_names(plan, known), findings);
  for (const auto& [name, text] : observe.snippets)
    found.check(text, "snippet " + quoted(name));
}

void check_defaults(const Plan& plan, Findings& findings) {
  for (const Variable& variable : plan.vars) {
    if (!variable.default_value)
      continue;
    if (const auto mistake = type_mistake(variable.type, *variable.default_value))
      findings.error_of(variable.mark, "variable-default",
                        "the default of variable " + quoted(variable.id), *mistake);
  }
}

} // namespace

void validate_templates(const Plan& plan, Findings& findings) {
  const std::vector<std::string> known = known_variables(plan);
  check_defaults(plan, findings);
  check_observation(plan, known, findings);
  for (const Metric& metric : plan.metrics)
    if (!is_sql(
            find_source(plan, metric.source))) // Its parameters are bound; see validate_queries.
      check_metric(metric, known, findings);
  for (const Source& source : plan.sources)
    check_source(source, known, findings);
  for (const Step* step : all_steps(plan))
    check_step(plan, *step, known, findings);
  for (const Phase& phase : plan.phases)
    Scope("phase " + quoted(phase_name(phase)), phase.mark, known, findings)
        .check(phase.traffic, "traffic");
  for (const IncidentLevel& level : plan.incident_levels)
    Scope("level " + quoted(level.severity), level.mark, known, findings)
        .check(level.runbook, "the runbook");
  for (const Component& component : plan.components)
    if (component.version)
      Scope("component " + quoted(component.id), component.mark, known, findings)
          .check(*component.version, "the version");
  std::vector<std::string> with_message = known;
  for (const char* name : {"message", "comms", "channel"})
    with_message.emplace_back(name);
  for (const Step& channel : plan.channels)
    check_action(plan, channel.action,
                 Scope("channel " + quoted(channel.id), channel.mark, with_message, findings));
  for (const auto& [name, text] : plan.comms)
    Scope("comms", plan.comms_mark, known, findings).check(text, "template " + quoted(name));
}

} // namespace relctl::plan
