// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <set>
#include <string_view>

namespace relctl::plan {
namespace {

bool uses(const TemplateText& text, const std::string& name) {
  const auto names = template_variables(text.text);
  return names && contains(*names, name);
}

/// Whether every `{{message}}` of a JSON text stands inside quotes: only there is it text.
bool quotes_message(const std::string& json) {
  bool is_inside = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] == '\\' && is_inside)
      ++at;
    else if (json[at] == '"')
      is_inside = !is_inside;
    else if (!is_inside && json.compare(at, 2, "{{") == 0) {
      const std::size_t end = json.find("}}", at);
      if (json.substr(at, end - at).find("message") != std::string::npos)
        return false;
      at = end == std::string::npos ? json.size() : end + 1;
    }
  }
  return true;
}

void check_body(const Step& channel, const HttpAction& http, Findings& findings) {
  const Mark mark = http.body.mark.line > 0 ? http.body.mark : channel.mark;
  if (http.body.text.empty()) // The reader has said so.
    return;
  if (!uses(http.body, "message"))
    findings.error(mark, "channel-without-message",
                   "channel " + quoted(channel.id) + " sends a body without {{message}}",
                   "write for instance body: '{\"text\": \"{{message}}\"}'");
  else if (body_form(http) == BodyForm::json && !quotes_message(http.body.text))
    findings.error(mark, "channel-message-unquoted",
                   "channel " + quoted(channel.id) + " has {{message}} outside of quotes",
                   "write \"{{message}}\" in the JSON; what is in it is escaped");
}

void check_recipients(const Plan& plan, const std::string& name, const Message& message,
                      std::set<std::string>& used, Findings& findings) {
  std::set<std::string> own;
  for (const Recipient& to : message.to) {
    used.insert(to.channel);
    if (find_channel(plan, to.channel) == nullptr)
      findings.error(to.mark, "unknown-channel",
                     "message " + quoted(name) + " goes to channel " + quoted(to.channel) +
                         ", which does not exist",
                     name_remedy(to.channel, ids_of(plan.channels), "channels"));
    else if (!own.insert(to.channel).second)
      findings.error(to.mark, "same-channel",
                     "message " + quoted(name) + " goes to channel " + quoted(to.channel) +
                         " twice",
                     "name it once");
  }
}

} // namespace

void validate_channels(const Plan& plan, Findings& findings) {
  std::set<std::string> used;
  for (const auto& [name, message] : plan.comms)
    check_recipients(plan, name, message, used, findings);
  for (const Step& channel : plan.channels) {
    if (const auto* http = std::get_if<HttpAction>(&channel.action))
      check_body(channel, *http, findings);
    if (!used.contains(channel.id))
      findings.warn(channel.mark, "channel-unused",
                    "no message goes to channel " + quoted(channel.id),
                    "add to a message of comms: to: [" + channel.id + "]");
  }
}

} // namespace relctl::plan
