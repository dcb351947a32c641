// SPDX-License-Identifier: Apache-2.0
#include "core/delivery_call.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "core/values.hpp"

namespace relctl::core {
namespace {

HttpCall http_call(const plan::HttpAction& action, const plan::Values& values) {
  HttpCall call{action.method,
                plan::render(action.url.text, percent_encoded(values)),
                {},
                plan::render(action.body.text, in_body(plan::body_form(action), values)),
                action.expect,
                action.credentials};
  for (const auto& [name, value] : action.headers)
    call.headers.emplace_back(name, one_line(plan::render(value.text, values)));
  return call;
}

CommandCall command_call(const plan::CommandAction& action, const plan::Values& values,
                         const State& state) {
  CommandCall call;
  for (const plan::TemplateText& argument : action.argv)
    call.argv.push_back(plan::render(argument.text, values));
  for (const auto& [name, value] : values)
    if (name != "message") // It is as long as it is; the environment has a limit.
      call.variables[environment_name(name)] = value;
  call.variables["RELCTL_STAGE"] = "message";
  call.directory = state.opened.directory;
  call.input = values.at("message");
  return call;
}

} // namespace

decltype(EffectRequest::call) delivery_call(const plan::Plan& plan, const State& state,
                                            const plan::Step& channel,
                                            const OutgoingMessage& message) {
  plan::Values values =
      values_of(plan, state, plan::find_phase(plan, message.track, message.phase));
  values["message"] = text_for(channel.id, message);
  values["comms"] = message.comms;
  values["channel"] = channel.id;
  if (const auto* http = std::get_if<plan::HttpAction>(&channel.action))
    return http_call(*http, values);
  const auto* command = std::get_if<plan::CommandAction>(&channel.action);
  RELCTL_CHECK(command != nullptr);
  return command_call(*command, values, state);
}

} // namespace relctl::core
