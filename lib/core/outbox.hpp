// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "base/instant.hpp"

#include <string>
#include <vector>

namespace relctl::core {

struct MessagePrepared;
struct DeliveryStarted;
struct DeliveryEnded;

/// A message on its way to one channel.
struct Delivery {
  enum class Status { due, under_way, delivered, given_up };
  std::string channel;
  Status status = Status::due;
  int attempt = 0; ///< Of the newest one begun.
  Instant due_at;  ///< When due.
  Instant started_at;
  Duration timeout;
  std::string detail;        ///< Of the newest failure.
  bool is_overtaken = false; ///< A message that was written later has arrived.
};

struct OutgoingMessage {
  std::string id;
  std::string comms;
  std::string text;
  std::string track;
  std::string phase;
  std::vector<Delivery> deliveries;
  Instant written_at;
};

/// Messages that some channel has not taken, in the order in which they were written. Folded from
/// the log like all else, but no decision looks at it.
using Outbox = std::vector<OutgoingMessage>;

/// Two of one id are one message: a channel tells them apart by nothing else.
void note(Outbox& outbox, const MessagePrepared& prepared, Instant at);
void note(Outbox& outbox, const DeliveryStarted& started, Instant at);
/// A message that every channel has taken leaves the outbox.
void note(Outbox& outbox, const DeliveryEnded& ended);

/// What the channel is to say: the message's text, and before it when it was written if a newer one
/// has arrived. Who reads "held" below "complete" must not take it for news.
[[nodiscard]] std::string text_for(const std::string& channel, const OutgoingMessage& message);

/// `held to pager: HTTP 500, wanted 2xx; …`; empty where every channel has taken everything.
[[nodiscard]] std::string undelivered_text(const Outbox& outbox);

} // namespace relctl::core
