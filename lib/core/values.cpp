// SPDX-License-Identifier: Apache-2.0
#include "core/values.hpp"

#include "base/json_escape.hpp"
#include "base/percent_encode.hpp"
#include "base/text.hpp"
#include "core/wording.hpp"
#include "plan/environment_name.hpp"
#include "plan/traffic.hpp"

namespace relctl::core {
namespace {

std::string id_or(const plan::Phase* phase, const char* otherwise) {
  return phase == nullptr ? otherwise : phase->id;
}

/// `30m`, `30m..60m`, `30m or until orders reaches 200`
std::string observe_text(const plan::Plan& plan, const plan::Phase& phase) {
  std::string text = format_duration(phase.observe);
  if (phase.observe_max > phase.observe)
    text += ".." + format_duration(phase.observe_max);
  if (phase.enough)
    text += " or until " + word_enough(plan, *phase.enough, std::nullopt);
  return text;
}

/// `plugin, write`; with what is on its way back. Empty while nothing has been taken back.
std::string without_text(const State& state) {
  std::vector<std::string> scopes;
  for (const auto& [scope, taken] : state.taken_back)
    scopes.push_back(scope);
  if (state.rollback && !state.rollback->request.scope.empty())
    scopes.push_back(state.rollback->request.scope);
  return join(scopes, ", ");
}

void add_phase(plan::Values& values, const plan::Plan& plan, const plan::Phase& phase) {
  values["phase"] = phase.id;
  values["track"] = phase.track;
  values["observe"] = observe_text(plan, phase);
  values["next"] = id_or(plan::phase_after(plan, phase), "complete");
  values["previous_phase"] = id_or(plan::phase_before(plan, phase), "start");
  std::vector<std::string> cohort;
  for (const auto& [key, value] : phase.cohort)
    cohort.push_back(key + "=" + value);
  values["cohort"] = join(cohort, ", ");
  if (const auto share = share_of(phase.traffic, values)) {
    values["traffic"] = percent_text(*share);
    values["exposure"] = values["traffic"];
  }
}

/// A variable of the plan may have one of these names, and then stands for itself.
void add_components(plan::Values& values, const ReleaseOpened& opened) {
  std::vector<std::string> all;
  for (const auto& [id, version] : opened.components) {
    values.emplace(plan::component_variable(id), version);
    all.push_back(id + " " + version);
  }
  values.emplace("components", join(all, ", "));
  values.emplace("train", opened.train);
}

} // namespace

plan::Values values_of(const plan::Plan& plan, const State& state, const plan::Phase* phase) {
  plan::Values values;
  for (const auto& [id, value] : state.opened.vars)
    values[id] = value;
  values["plan"] = state.opened.plan;
  values["title"] = state.opened.title;
  values["release"] = state.release;
  values["version"] = state.opened.version;
  values["stable"] = state.opened.stable;
  values["from"] = state.opened.stable;
  values["to"] = state.rollback ? state.rollback->request.to : state.opened.stable;
  values["without"] = without_text(state);
  values["started_at"] = format_instant(state.opened_at);
  add_components(values, state.opened);
  if (phase != nullptr)
    add_phase(values, plan, *phase);
  return values;
}

plan::Values percent_encoded(const plan::Values& values) {
  plan::Values encoded;
  for (const auto& [name, value] : values)
    encoded[name] = percent_encode(value);
  return encoded;
}

plan::Values in_body(plan::BodyForm form, const plan::Values& values) {
  switch (form) {
  case plan::BodyForm::json: {
    plan::Values escaped;
    for (const auto& [name, value] : values)
      escaped[name] = json_escaped(value);
    return escaped;
  }
  case plan::BodyForm::form:
    return percent_encoded(values);
  case plan::BodyForm::text:
    break;
  }
  return values;
}

std::set<std::string> number_variables(const plan::Plan& plan) {
  std::set<std::string> numbers;
  for (const plan::Variable& variable : plan.vars)
    if (variable.type == plan::VariableType::number)
      numbers.insert(variable.id);
  return numbers;
}

std::optional<double> share_of(const plan::TemplateText& traffic, const plan::Values& values) {
  return plan::parse_share(plan::render(traffic.text, values));
}

std::optional<double> share_in(const plan::Plan& plan, const State& state,
                               const plan::Phase& phase) {
  const bool is_plain = phase.traffic.text.find("{{") == std::string::npos;
  return share_of(phase.traffic, is_plain ? plan::Values{} : values_of(plan, state, &phase));
}

std::string environment_name(const std::string& id) {
  return plan::environment_name(id);
}

std::string joined_path(const std::string& directory, const std::string& path) {
  return path.starts_with('/') || directory.empty() ? path : directory + "/" + path;
}

std::string percent_text(double share) {
  return format_quantity(share, Dimension::ratio);
}

const plan::Phase* plan_phase(const plan::Plan& plan, const PhaseState* phase) {
  return phase == nullptr ? nullptr : plan::find_phase(plan, phase->track, phase->id);
}

} // namespace relctl::core
