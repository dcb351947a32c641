// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"
#include "plan/template_text.hpp"
#include "plan/traffic.hpp"

#include <algorithm>
#include <map>

namespace relctl::plan {
namespace {

Mark traffic_mark(const Phase& phase) {
  return phase.traffic.mark.line > 0 ? phase.traffic.mark : phase.mark;
}

void check_phase_order(const Plan& plan, Findings& findings) {
  const auto exposes = [](const Phase& phase) { return !phase.bake; };
  if (!is_observation_only(plan) && std::none_of(plan.phases.begin(), plan.phases.end(), exposes))
    findings.error({}, "no-phases", "the plan has no phase that exposes the version",
                   "declare at least one under phases");
  for (std::size_t i = 0; i + 1 < plan.phases.size(); ++i)
    if (plan.phases[i].bake && plan.phases[i].track == plan.phases[i + 1].track)
      findings.error(plan.phases[i].mark, "bake-not-last",
                     "phase " + quoted(phase_name(plan.phases[i])) +
                         " is the bake, but phases follow it",
                     "put the bake last");
}

bool knows_variables(const Plan& plan, const std::string& text) {
  const auto is_in_text = [&](const std::string& name) {
    return text.find("{{" + name + "}}") != text.npos;
  };
  return std::any_of(plan.vars.begin(), plan.vars.end(),
                     [&](const Variable& variable) { return is_in_text(variable.id); }) ||
         std::any_of(template_catalogue().begin(), template_catalogue().end(),
                     [&](const CatalogueEntry& entry) { return is_in_text(entry.name); });
}

/// What stands in the way of the text being a percentage whatever the values; empty for nothing.
std::string share_mistake(const Plan& plan, const TemplateText& traffic) {
  if (is_literal(traffic))
    return literal_share(traffic) ? "" : "is not a percentage from 0% to 100%";
  std::string text = traffic.text;
  std::erase(text, ' ');
  if (!knows_variables(plan, text))
    return ""; // Which is told elsewhere.
  for (const Variable& variable : plan.vars) {
    const bool is_number = variable.type == VariableType::number;
    if (variable.type == VariableType::percent || is_number)
      if (text == "{{" + variable.id + (is_number ? "}}%" : "}}"))
        return "";
  }
  return "need not come to a percentage";
}

/// A step with `each` may take its share from the values of that.
void check_share(const Plan& plan, const TemplateText& traffic, Mark mark, const std::string& owner,
                 Findings& findings) {
  if (const std::string mistake = share_mistake(plan, traffic); !mistake.empty())
    findings.error(mark, "traffic-not-percent",
                   "traffic " + quoted(traffic.text) + " of " + owner + " " + mistake,
                   is_literal(traffic) ? "write for instance 20%"
                                       : "write \"{{name}}\" with a variable of type percent");
}

void check_traffic(const Plan& plan, Findings& findings) {
  for (const Phase& phase : plan.phases)
    if (!phase.traffic.text.empty())
      check_share(plan, phase.traffic, traffic_mark(phase), "phase " + quoted(phase_name(phase)),
                  findings);
  for (const Step* step : all_steps(plan))
    if (step->traffic && (is_literal(*step->traffic) || !step->each))
      check_share(plan, *step->traffic,
                  step->traffic->mark.line > 0 ? step->traffic->mark : step->mark,
                  "step " + quoted(step->id), findings);
}

/// A weight is set to the step's own traffic, else to the phase's; one of them must be there.
void check_weights(const Plan& plan, const Phase& phase, Findings& findings) {
  if (!phase.traffic.text.empty())
    return;
  for (const std::string& id : phase.enter) {
    const Step* step = find_step(plan, id);
    const bool needs_share =
        step != nullptr && !step->traffic && std::holds_alternative<HaproxyAction>(step->action);
    if (needs_share)
      findings.error(phase.mark, "traffic-missing",
                     "phase " + quoted(phase_name(phase)) + " runs HAProxy step " + quoted(id) +
                         " without a traffic share",
                     "give the phase traffic, for instance 20%");
  }
}

void check_descent(const Plan& plan, Findings& findings) {
  std::map<std::string, const Phase*> before;
  for (const Phase& phase : plan.phases) {
    const auto share = literal_share(phase.traffic);
    if (phase.bake || !share)
      continue;
    const Phase*& last = before[phase.track];
    if (last != nullptr && *share < *literal_share(last->traffic))
      findings.warn(traffic_mark(phase), "traffic-lowered",
                    "phase " + quoted(phase_name(phase)) + " lowers traffic to " +
                        phase.traffic.text + " after " + last->traffic.text + " in phase " +
                        quoted(phase_name(*last)),
                    "order the phases by rising traffic");
    last = &phase;
  }
}

bool is_judged(const Plan& plan, const Phase& phase) {
  return std::any_of(plan.thresholds.begin(), plan.thresholds.end(),
                     [&](const Threshold& threshold) {
                       return !threshold.metric.empty() && applies(threshold, phase);
                     });
}

void check_gate(const Plan& plan, const Phase& phase, Findings& findings) {
  if (!phase.checks.empty() || !phase.approve.empty())
    return;
  if (phase.observe_max.ms == 0)
    findings.warn(phase.mark, "phase-ungated",
                  "phase " + quoted(phase_name(phase)) +
                      " has no observation, check or approval and is left as soon as it is entered",
                  "add observe, checks or approve");
  else if (!is_judged(plan, phase))
    findings.warn(phase.mark, "phase-unjudged",
                  "phase " + quoted(phase_name(phase)) + " is observed, but nothing judges it",
                  "add a threshold that applies there, a check or an approval");
}

} // namespace

void validate_phases(const Plan& plan, Findings& findings) {
  check_phase_order(plan, findings);
  check_traffic(plan, findings);
  check_descent(plan, findings);
  for (const Phase& phase : plan.phases) {
    check_weights(plan, phase, findings);
    check_gate(plan, phase, findings);
  }
}

} // namespace relctl::plan
