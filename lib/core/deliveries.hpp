// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace relctl::core {

/// What became of deliveries since they were begun.
struct DeliveryNews {
  std::vector<EffectEnded> ended;
  std::set<std::string> live; ///< Those that run now, an earlier relctl's included.
};

/// What is to be done about the outbox now.
struct DeliveryTurn {
  std::vector<Event> events;     ///< DeliveryEnded, and DeliveryStarted of what is due.
  std::vector<std::string> stop; ///< Effects that an earlier relctl left behind.
  Instant wake = k_never;
  bool is_sending = false; ///< Something is under way.
};

/// Apart from decide(), so that no decision can wait for a message: what has ended is recorded,
/// tried again with back-off, given up after the channel's retries; what is due begins, one message
/// a channel at a time. One that was begun and neither ended nor lives is lost, and sent again.
[[nodiscard]] DeliveryTurn decide_deliveries(const plan::Plan& plan, const State& state,
                                             const DeliveryNews& news, Instant now);

/// The intents to send now whatever is not delivered, given up or not.
[[nodiscard]] std::vector<Event> send_again(const plan::Plan& plan, const State& state);

/// The effect of a DeliveryStarted that is in `state` already.
[[nodiscard]] EffectRequest delivery_effect(const plan::Plan& plan, const State& state,
                                            const DeliveryStarted& started);

/// The same for a text that is on no record, to see whether the channel works.
[[nodiscard]] EffectRequest trial_delivery(const plan::Plan& plan, const State& state,
                                           const plan::Step& channel, const std::string& text,
                                           const std::string& key);

/// Whether the effect of this id is a delivery.
[[nodiscard]] bool is_delivery(const std::string& effect_id);

} // namespace relctl::core
