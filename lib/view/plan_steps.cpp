// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/rendering.hpp"
#include "core/values.hpp"
#include "plan/least_duration.hpp"
#include "view/phrase.hpp"
#include "view/plan_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

std::string notes_of(const plan::Step& step) {
  std::vector<std::string> notes{"timeout " + format_duration(step.timeout)};
  if (step.retries > 0)
    notes.push_back(fmt::format("{} {}", step.retries, step.retries == 1 ? "retry" : "retries"));
  if (step.idempotent)
    notes.push_back("idempotent");
  if (!step.only_if.empty())
    notes.push_back("only if " + step.only_if + " ran");
  if (step.parallel)
    notes.push_back("all at once");
  if (!step.otherwise.empty())
    notes.push_back("else " + step.otherwise);
  if (step.on_failure == plan::OnFailure::go_on)
    notes.push_back("goes on after a failure");
  return join(notes, ", ");
}

PlannedStep planned(const PlanSubject& subject, const core::State& state, const plan::Step& step,
                    core::StepAddress address) {
  core::StepStarted started;
  started.address = std::move(address);
  started.attempt = 1;
  started.timeout = step.timeout;
  PlannedStep row{started.address.step,
                  core::describe_action(subject.plan, state, started),
                  {},
                  notes_of(step),
                  step.point_of_no_return};
  if (step.verify) {
    started.part = core::Part::verify;
    row.verify = core::describe_action(subject.plan, state, started);
  }
  return row;
}

/// One row for each value of `each`.
void add_planned(std::vector<PlannedStep>& rows, const PlanSubject& subject,
                 const core::State& state, const plan::Step& step,
                 const core::StepAddress& address) {
  for (const core::StepAt& at : core::instances_of(step, address))
    rows.push_back(planned(subject, state, step, at.address));
}

std::string consequence_words(const plan::Consequence& then) {
  switch (then.kind) {
  case plan::Consequence::Kind::rollback:
    return then.scope.empty() ? "roll back" : "take back " + then.scope;
  case plan::Consequence::Kind::hold:
    return "hold";
  case plan::Consequence::Kind::warn:
    return "warn";
  case plan::Consequence::Kind::run_step:
    return "run " + then.step;
  }
  return {};
}

std::string threshold_line(const plan::Plan& plan, const plan::Threshold& threshold) {
  const std::string then = consequence_words(threshold.then);
  if (threshold.metric.empty())
    return fmt::format("{}: incident {}{}: {}", threshold.id, threshold.incident_severity,
                       threshold.incident_scope.empty() ? "" : " in " + threshold.incident_scope,
                       then);
  const plan::Metric* metric = plan::find_metric(plan, threshold.metric);
  std::string line =
      fmt::format("{}: {}", threshold.id, metric == nullptr ? threshold.metric : metric->title);
  if (threshold.breach)
    line +=
        fmt::format(" {}{}: {}", threshold.breach->text, plan::shape_text(threshold.shape), then);
  if (threshold.target)
    line += fmt::format("{} target {}", threshold.breach ? ";" : "", threshold.target->text);
  if (metric != nullptr && metric->each)
    line += fmt::format(" (each {}: {})", metric->each->label, join(metric->each->values, ", "));
  return line;
}

std::string role_words(const plan::Plan& plan, const std::string& id) {
  const plan::Role* role = plan::find_role(plan, id);
  if (role == nullptr || role->title.empty())
    return id;
  return fmt::format("{} ({})", id, role->title);
}

/// What the answer must be like, ` (>= 80%; with dataset; again every 4h)`.
std::string check_terms(const plan::Check& check) {
  std::vector<std::string> terms;
  if (check.limit)
    terms.push_back(check.limit->text);
  if (!check.values.empty())
    terms.push_back("with " + join(check.values, ", "));
  if (check.repeat)
    terms.push_back("again every " + format_duration(*check.repeat));
  if (check.items)
    terms.emplace_back("its differences block until they are closed");
  return terms.empty() ? "" : " (" + join(terms, "; ") + ")";
}

std::string check_line(const PlanSubject& subject, const core::State& state,
                       const plan::Check& check, core::StepAddress address) {
  const std::string terms = check_terms(check);
  if (check.step)
    return fmt::format("{}: {}{}", check.id,
                       planned(subject, state, *check.step, std::move(address)).action, terms);
  return fmt::format("{}: {} is asked \"{}\"{}", check.id,
                     check.role.empty() ? "anybody" : role_words(subject.plan, check.role),
                     one_line(check.ask), terms);
}

/// Steps of the way back, as after the last phase.
std::vector<PlannedStep> listed_steps(const PlanSubject& subject,
                                      const std::vector<plan::Step>& steps,
                                      const std::string& stage) {
  std::vector<PlannedStep> rows;
  const auto& phases = subject.plan.phases;
  const core::State state = state_in(subject, phases.empty() ? nullptr : &phases.back());
  for (const plan::Step& step : steps)
    add_planned(rows, subject, state, step, {"", "rollback", stage, step.id});
  return rows;
}

} // namespace

core::State state_in(const PlanSubject& subject, const plan::Phase* phase) {
  core::State state;
  const std::string version = subject.version.empty() ? k_any_version : subject.version;
  state.release = subject.plan.name + "-" + version;
  state.opened.plan = subject.plan.name;
  state.opened.title = subject.plan.title;
  state.opened.version = version;
  state.opened.stable = subject.stable.empty() ? "STABLE" : subject.stable;
  state.opened.vars = subject.vars;
  state.opened_at = subject.now;
  if (phase != nullptr) {
    const auto share = planned_share(subject.plan, *phase, subject.vars);
    state.phases.push_back({phase->track, phase->id, share.value_or(0.0), subject.now, {}, {}, 0});
  }
  return state;
}

std::vector<PlannedStep> entering_steps(const PlanSubject& subject, const plan::Phase& phase) {
  std::vector<PlannedStep> rows;
  const core::State state = state_in(subject, &phase);
  for (const std::string& id : phase.enter)
    if (const plan::Step* step = plan::find_step(subject.plan, id))
      add_planned(rows, subject, state, *step, {phase.track, phase.id, "enter", id});
  return rows;
}

std::vector<PlannedStep> rollback_steps(const PlanSubject& subject, bool verification) {
  return listed_steps(subject,
                      verification ? subject.plan.rollback.verify : subject.plan.rollback.steps,
                      verification ? "verify" : "rollback");
}

std::vector<PlannedStep> compensation_steps(const PlanSubject& subject) {
  const auto& after = subject.plan.rollback.after;
  return after ? listed_steps(subject, after->steps, "after") : std::vector<PlannedStep>{};
}

std::vector<PlannedStep> scope_steps(const PlanSubject& subject, const plan::RollbackScope& scope) {
  std::vector<PlannedStep> rows = listed_steps(subject, scope.steps, "rollback");
  for (PlannedStep& row : listed_steps(subject, scope.verify, "verify"))
    rows.push_back(std::move(row));
  return rows;
}

std::vector<std::string> gate_lines(const PlanSubject& subject, const plan::Phase& phase) {
  const core::State state = state_in(subject, &phase);
  std::vector<std::string> lines;
  for (const plan::Threshold& threshold : subject.plan.thresholds)
    if (plan::applies(threshold, phase))
      lines.push_back(threshold_line(subject.plan, threshold));
  for (const plan::Check& check : phase.checks)
    lines.push_back("check " +
                    check_line(subject, state, check, {phase.track, phase.id, "check", check.id}));
  for (const plan::Approval& approval : phase.approve)
    lines.push_back("approval by " + role_words(subject.plan, approval.role));
  return lines;
}

std::vector<std::string> before_lines(const PlanSubject& subject) {
  std::vector<std::string> lines;
  const core::State state = state_in(subject, nullptr);
  for (const plan::Check& check : subject.plan.before)
    lines.push_back(check_line(subject, state, check, {"", "before", "before", check.id}));
  return lines;
}

Instant earliest_finish(const PlanSubject& subject) {
  return subject.now + plan::least_duration(subject.plan);
}

} // namespace relctl::view
