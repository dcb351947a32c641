// SPDX-License-Identifier: Apache-2.0
#include "core/rendering.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "core/check_answer.hpp"
#include "core/names.hpp"
#include "core/reader_calls.hpp"
#include "core/steps.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace relctl::core {
namespace {

using Call = decltype(EffectRequest::call);

constexpr std::string_view k_probe_prefix = "@exposure/";

/// A path is taken from the plan's folder; host:port stays as it is.
std::string socket_address(const std::string& directory, const std::string& text) {
  const bool is_host_and_port =
      text.find('/') == std::string::npos && text.find(':') != std::string::npos;
  return is_host_and_port ? text : joined_path(directory, text);
}

/// The phase that a step's templates speak of.
const plan::Phase* phase_of(const plan::Plan& plan, const State& state,
                            const StepAddress& address) {
  if (const plan::Phase* phase = plan::find_phase(plan, address.track, address.phase))
    return phase;
  return plan_phase(plan, current_phase(state));
}

plan::Values step_values(const plan::Plan& plan, const State& state, const StepStarted& started,
                         const plan::Step& step) {
  const plan::Phase* phase = phase_of(plan, state, started.address);
  plan::Values values = values_of(plan, state, phase);
  values["step"] = started.address.step;
  values["attempt"] = std::to_string(started.attempt);
  if (!started.address.is_forward())
    values["traffic"] = percent_text(0.0);
  if (const auto instance = instance_value(plan, step, started.address.step);
      !instance.label.empty())
    values[instance.label] = instance.value;
  if (step.traffic)
    if (const auto share = share_of(*step.traffic, values))
      values["traffic"] = percent_text(*share);
  return values;
}

std::map<std::string, std::string> command_variables(const plan::Values& values,
                                                     const StepStarted& started,
                                                     const plan::Phase* phase) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : values)
    variables[environment_name(name)] = value;
  variables["RELCTL_STAGE"] = started.address.is_of_drill() ? "drill" : started.address.stage;
  if (phase != nullptr)
    for (const auto& [key, value] : phase->cohort)
      variables[environment_name("cohort_" + key)] = value;
  return variables;
}

/// Of the phase that the step belongs to, else of the one under way; none before it has started.
std::optional<Instant> phase_start(const State& state, const StepAddress& address) {
  for (auto phase = state.phases.rbegin(); phase != state.phases.rend(); ++phase)
    if (phase->track == address.track && phase->id == address.phase)
      return phase->started_at;
  const PhaseState* current = address.phase == "before" ? nullptr : current_phase(state);
  return current == nullptr ? std::nullopt : current->started_at;
}

struct Render {
  const plan::Plan& plan;
  const State& state;
  const StepStarted& started;
  const plan::Values& values;

  Call operator()(const plan::CommandAction& action) const {
    CommandCall call;
    for (const plan::TemplateText& argument : action.argv)
      call.argv.push_back(plan::render(argument.text, values));
    call.variables = command_variables(values, started, phase_of(plan, state, started.address));
    call.directory = state.opened.directory;
    return call;
  }
  Call operator()(const plan::SuiteAction& action) const { return suite_call(action, values); }
  Call operator()(const plan::ArtifactAction& action) const {
    return artifact_call(action, values, state.opened.directory);
  }
  Call operator()(const plan::ReconcileAction& action) const {
    plan::Values known = values;
    known["release_start"] = format_instant(state.opened_at);
    if (const auto start = phase_start(state, started.address))
      known["phase_start"] = format_instant(*start);
    const auto variables =
        command_variables(known, started, phase_of(plan, state, started.address));
    return reconcile_call(action, {plan, known, state.opened.directory, variables});
  }
  Call operator()(const plan::HttpAction& action) const {
    if (!action.where.empty())
      return conditional_call(action, values);
    HttpCall call{action.method,
                  plan::render(action.url.text, values),
                  {},
                  plan::render(action.body.text, values),
                  action.expect,
                  action.credentials};
    for (const auto& [name, value] : action.headers)
      call.headers.emplace_back(name, plan::render(value.text, values));
    return call;
  }
  Call operator()(const plan::HaproxyAction& action) const {
    const std::string address = plan::render(action.socket.text, values);
    const auto traffic = values.find("traffic");
    const auto share = traffic == values.end() ? std::nullopt : share_of({traffic->second, {}}, {});
    return HaproxyCall{socket_address(state.opened.directory, address), action.backend,
                       action.canary, action.stable, share};
  }
};

const plan::Action& action_of(const plan::Step& step, Part part) {
  RELCTL_CHECK(part == Part::act || step.verify);
  return part == Part::verify ? step.verify->action : step.action;
}

Call render_call(const plan::Plan& plan, const State& state, const StepStarted& started) {
  const plan::Step* step = step_at(plan, started.address);
  RELCTL_CHECK(step != nullptr);
  const plan::Values values = step_values(plan, state, started, *step);
  return std::visit(Render{plan, state, started, values}, action_of(*step, started.part));
}

struct DescribeCall {
  template <class ReaderCall>
  std::string operator()(const ReaderCall& call) const {
    return describe_call(call);
  }
  std::string operator()(const CommandCall& call) const { return "run " + join(call.argv, " "); }
  std::string operator()(const HttpCall& call) const { return call.method + " " + call.url; }
  std::string operator()(const HaproxyCall& call) const {
    if (!call.share)
      return fmt::format("haproxy {}: read the weights of {} and {}", call.backend, call.canary,
                         call.stable);
    return fmt::format("haproxy {}: {} {}, {} {}", call.backend, call.canary,
                       percent_text(*call.share), call.stable, percent_text(1.0 - *call.share));
  }
};

} // namespace

EffectRequest effect_of(const plan::Plan& plan, const State& state, const StepStarted& started) {
  const StepState* step = find_step(state, started.address);
  RELCTL_CHECK(step != nullptr);
  const plan::Check* check = check_at(plan, started.address);
  return {effect_id(state, *step), started.operation_key, render_call(plan, state, started),
          started.timeout, check != nullptr && check->items};
}

std::string describe_action(const plan::Plan& plan, const State& state,
                            const StepStarted& started) {
  const std::string text = one_line(std::visit(DescribeCall{}, render_call(plan, state, started)));
  return started.part == Part::verify ? "verify: " + text : text;
}

EffectRequest exposure_probe(const plan::Plan& plan, const State& state, const StepAt& step,
                             const plan::Phase& phase, Instant at) {
  StepStarted started;
  started.address = {phase.track, phase.id, "exposure", step.address.step};
  const plan::Values values = step_values(plan, state, started, *step.step);
  Call call = std::visit(Render{plan, state, started, values}, step.step->action);
  if (auto* haproxy = std::get_if<HaproxyCall>(&call))
    haproxy->share.reset();
  return {fmt::format("{}{}/{}@{}", k_probe_prefix, phase.track, step.address.step, at.ms), "",
          std::move(call), step.step->timeout};
}

std::optional<ProbeName> parse_probe_id(const std::string& id) {
  const std::size_t separator = id.rfind('@');
  const std::size_t slash = id.find('/', k_probe_prefix.size());
  if (!id.starts_with(k_probe_prefix) || slash == id.npos || separator == id.npos ||
      separator < slash)
    return std::nullopt;
  ProbeName name{id.substr(k_probe_prefix.size(), slash - k_probe_prefix.size()),
                 id.substr(slash + 1, separator - slash - 1),
                 {}};
  const char* end = id.data() + id.size();
  if (std::from_chars(id.data() + separator + 1, end, name.at.ms).ptr != end)
    return std::nullopt;
  return name;
}

} // namespace relctl::core
