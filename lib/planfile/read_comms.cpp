// SPDX-License-Identifier: Apache-2.0
#include "planfile/actions.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"
#include "planfile/values.hpp"

namespace relctl::planfile {
namespace {

plan::Step read_channel(const NamedField& item, Draft& draft) {
  MapReader map(item.field, draft.findings);
  plan::Step channel;
  channel.id = item.id;
  channel.mark = item.id_mark;
  channel.timeout = seconds(5);
  channel.retries = 4;
  channel.backoff = seconds(5);
  const auto key = map.one_of({"run", "http"});
  if (key == "run")
    channel.action = read_run(map.optional(key), draft.findings);
  else if (key == "http")
    channel.action = read_channel_http(map.optional(key), draft);
  assign(channel.title, read_text(map.optional("title"), draft.findings));
  const Field timeout = map.optional("timeout");
  read_attempts(map, channel, draft.findings);
  if (channel.timeout > minutes(1)) // A message that takes longer is none to wait for.
    draft.findings.error(timeout.mark(), "long-timeout", timeout.name + " is more than a minute",
                         "write at most 1m");
  map.finish();
  return channel;
}

plan::Message read_comms_item(const NamedField& item, Draft& draft) {
  plan::Message message;
  if (!item.field.node || item.field.node->kind != Node::Kind::mapping) {
    if (auto text = read_template(item.field, draft.findings))
      message = {*std::move(text), {}};
    return message;
  }
  MapReader map(item.field, draft.findings);
  if (auto text = read_template(map.required("text"), draft.findings))
    message = {*std::move(text), {}};
  const Field to = map.required("to");
  for (const Field& each : list_items(to, "a list of channels", draft.findings))
    if (auto channel = read_id(each, draft.findings))
      message.to.push_back({*std::move(channel), each.mark()});
  if (to && to.node->kind == Node::Kind::sequence && to.node->items.empty())
    draft.findings.error(to.mark(), "empty-value", to.name + " names no channel",
                         "name one, or write the text alone: it is printed then");
  map.finish();
  return message;
}

} // namespace

void read_channels(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "channel", draft.findings))
    draft.plan.channels.push_back(read_channel(item, draft));
}

void read_comms(const Field& field, Draft& draft) {
  draft.plan.comms_mark = field.mark();
  for (const auto& item : named_items(field, "message", draft.findings))
    draft.plan.comms[item.id] = read_comms_item(item, draft);
}

} // namespace relctl::planfile
