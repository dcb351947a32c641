// SPDX-License-Identifier: Apache-2.0
#include "core/outbox.hpp"

#include "base/text.hpp"
#include "core/event_delivery.hpp"
#include "core/event_fact.hpp"
#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

Delivery* find_delivery(Outbox& outbox, const std::string& message, const std::string& channel) {
  for (OutgoingMessage& outgoing : outbox)
    if (outgoing.id == message)
      for (Delivery& delivery : outgoing.deliveries)
        if (delivery.channel == channel)
          return &delivery;
  return nullptr;
}

void mark_overtaken(Outbox& outbox, const DeliveryEnded& delivered) {
  for (OutgoingMessage& older : outbox) {
    if (older.id == delivered.message)
      return;
    if (Delivery* delivery = find_delivery(outbox, older.id, delivered.channel))
      delivery->is_overtaken = true;
  }
}

std::string name_of(const OutgoingMessage& message) {
  return message.phase.empty() ? message.comms
                               : fmt::format("{} of {}", message.comms,
                                             plan::phase_name(message.track, message.phase));
}

std::string how_it_stands(const Delivery& delivery) {
  switch (delivery.status) {
  case Delivery::Status::due:
    return delivery.detail.empty() ? "not sent yet" : delivery.detail;
  case Delivery::Status::under_way:
    return fmt::format("sent at {}, no answer on record", format_clock(delivery.started_at));
  case Delivery::Status::given_up:
    return fmt::format("given up after attempt {}: {}", delivery.attempt, delivery.detail);
  case Delivery::Status::delivered:
    break;
  }
  return "";
}

} // namespace

void note(Outbox& outbox, const MessagePrepared& prepared, Instant at) {
  const auto is_it = [&](const OutgoingMessage& message) { return message.id == prepared.id; };
  if (!prepared.to || !prepared.id || std::ranges::any_of(outbox, is_it))
    return;
  OutgoingMessage message{
      *prepared.id, prepared.comms, prepared.text, prepared.track, prepared.phase, {}, at};
  for (const std::string& channel : *prepared.to) {
    Delivery delivery;
    delivery.channel = channel;
    message.deliveries.push_back(std::move(delivery));
  }
  outbox.push_back(std::move(message));
}

void note(Outbox& outbox, const DeliveryStarted& started, Instant at) {
  Delivery* delivery = find_delivery(outbox, started.message, started.channel);
  if (delivery == nullptr)
    return;
  delivery->status = Delivery::Status::under_way;
  delivery->attempt = started.attempt;
  delivery->started_at = at;
  delivery->timeout = started.timeout;
}

void note(Outbox& outbox, const DeliveryEnded& ended) {
  Delivery* delivery = find_delivery(outbox, ended.message, ended.channel);
  if (delivery == nullptr)
    return;
  delivery->detail = ended.detail;
  delivery->status = ended.outcome == Outcome::succeeded ? Delivery::Status::delivered
                     : ended.next_at                     ? Delivery::Status::due
                                                         : Delivery::Status::given_up;
  if (ended.next_at)
    delivery->due_at = *ended.next_at;
  if (delivery->status == Delivery::Status::delivered)
    mark_overtaken(outbox, ended);
  std::erase_if(outbox, [](const OutgoingMessage& message) {
    return std::ranges::all_of(message.deliveries, [](const Delivery& each) {
      return each.status == Delivery::Status::delivered;
    });
  });
}

std::string text_for(const std::string& channel, const OutgoingMessage& message) {
  const auto delivery = std::ranges::find(message.deliveries, channel, &Delivery::channel);
  if (delivery == message.deliveries.end() || !delivery->is_overtaken)
    return message.text;
  return fmt::format("[late, of {}] {}", format_instant(message.written_at), message.text);
}

std::string undelivered_text(const Outbox& outbox) {
  std::vector<std::string> all;
  for (const OutgoingMessage& message : outbox)
    for (const Delivery& delivery : message.deliveries)
      if (delivery.status != Delivery::Status::delivered)
        all.push_back(fmt::format("{} to {}: {}", name_of(message), delivery.channel,
                                  how_it_stands(delivery)));
  return join(all, "; ");
}

} // namespace relctl::core
