// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "core/fields.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace relctl::core {

/// The intent to send a message to a channel: on record before it goes out. A message is delivered
/// at least once; who must not take it twice looks at the key.
struct DeliveryStarted {
  static constexpr std::string_view kind = "DeliveryStarted";
  std::string message; ///< MessagePrepared::id
  std::string comms;   ///< Id of its template.
  std::string channel;
  int attempt = 0;           ///< From 1.
  std::string operation_key; ///< The same for every attempt.
  Duration timeout;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("message", self.message);
    visit("comms", self.comms);
    visit("channel", self.channel);
    visit("attempt", self.attempt);
    visit("operation_key", self.operation_key);
    visit("timeout_ms", self.timeout);
  }
};

/// What came of it. `succeeded` is: the channel took it; `lost`: nobody can say.
struct DeliveryEnded {
  static constexpr std::string_view kind = "DeliveryEnded";
  std::string message;
  std::string comms;
  std::string channel;
  int attempt = 0;
  Outcome outcome = Outcome::lost;
  std::string detail;             ///< One line, masked.
  std::optional<Instant> next_at; ///< When it is tried again; none: delivered, or given up.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("message", self.message);
    visit("comms", self.comms);
    visit("channel", self.channel);
    visit("attempt", self.attempt);
    visit("outcome", self.outcome);
    visit("detail", self.detail);
    visit("next_at_ms", self.next_at);
  }
};

/// A delivery that began, or that went well: the message says already where it goes.
template <class Event>
[[nodiscard]] bool is_plain_delivery(const Event& event) {
  const auto* ended = std::get_if<DeliveryEnded>(&event);
  return std::holds_alternative<DeliveryStarted>(event) ||
         (ended != nullptr && ended->outcome == Outcome::succeeded);
}

} // namespace relctl::core
