// SPDX-License-Identifier: Apache-2.0
#include "core/deliveries.hpp"

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "core/delivery_call.hpp"
#include "core/steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

constexpr const char* k_mark = "/@delivery/";
/// Nothing waits for a message, least of all the rollback that takes over from who sends it.
constexpr Duration k_grace = milliseconds(100);
constexpr const char* k_lost_text =
    "relctl ended while it was under way; whether it was delivered is not known";

std::string effect_id_of(const State& state, const std::string& message, const std::string& channel,
                         int attempt) {
  return fmt::format("{}{}{}/{}#{}", state.release, k_mark, message, channel, attempt);
}

DeliveryStarted begin(const State& state, const plan::Step& channel, const OutgoingMessage& message,
                      const Delivery& delivery) {
  return {message.id,
          message.comms,
          channel.id,
          delivery.attempt + 1,
          sha256_hex(state.release + "/" + message.id + "/" + channel.id).substr(0, 32),
          channel.timeout};
}

DeliveryEnded end(const plan::Step& channel, const OutgoingMessage& message,
                  const Delivery& delivery, Outcome outcome, const std::string& detail,
                  Instant now) {
  DeliveryEnded ended{message.id, message.comms, channel.id,  delivery.attempt,
                      outcome,    detail,        std::nullopt};
  if (outcome != Outcome::succeeded && delivery.attempt <= channel.retries)
    ended.next_at = now + backoff(channel, delivery.attempt);
  return ended;
}

/// One turn over the outbox; see decide_deliveries().
class Look {
public:
  Look(const plan::Plan& plan, const State& state, const DeliveryNews& news, Instant now)
      : m_plan(plan), m_state(state), m_news(news), m_now(now) {}

  DeliveryTurn take() {
    for (const auto look : {&Look::look_at_sent, &Look::begin_due})
      for (const OutgoingMessage& message : m_state.outbox)
        for (const Delivery& delivery : message.deliveries)
          if (const plan::Step* channel = plan::find_channel(m_plan, delivery.channel))
            (this->*look)(*channel, message, delivery);
    return std::move(m_turn);
  }

private:
  void look_at_sent(const plan::Step& channel, const OutgoingMessage& message,
                    const Delivery& delivery) {
    if (delivery.status != Delivery::Status::under_way)
      return;
    const std::string id = effect_id_of(m_state, message.id, channel.id, delivery.attempt);
    const auto ended =
        std::ranges::find_if(m_news.ended, [&](const EffectEnded& each) { return each.id == id; });
    if (ended != m_news.ended.end())
      m_turn.events.push_back(
          end(channel, message, delivery, ended->outcome, ended->detail, m_now));
    else if (m_news.live.contains(id))
      wait_for(channel, delivery, id);
    else
      m_turn.events.push_back(end(channel, message, delivery, Outcome::lost, k_lost_text, m_now));
  }

  void wait_for(const plan::Step& channel, const Delivery& delivery, const std::string& id) {
    m_busy.insert(channel.id);
    m_turn.is_sending = true;
    Instant deadline = delivery.started_at + delivery.timeout + k_orphan_grace;
    if (m_now >= deadline) {
      m_turn.stop.push_back(id);
      deadline = m_now + seconds(1);
    }
    m_turn.wake = std::min(m_turn.wake, deadline);
  }

  void begin_due(const plan::Step& channel, const OutgoingMessage& message,
                 const Delivery& delivery) {
    if (delivery.status != Delivery::Status::due || m_busy.contains(channel.id))
      return;
    if (m_now < delivery.due_at) {
      m_turn.wake = std::min(m_turn.wake, delivery.due_at);
      return;
    }
    m_busy.insert(channel.id);
    m_turn.events.push_back(begin(m_state, channel, message, delivery));
  }

  const plan::Plan& m_plan;
  const State& m_state;
  const DeliveryNews& m_news;
  Instant m_now;
  std::set<std::string> m_busy; ///< Channels that a message is under way to.
  DeliveryTurn m_turn;
};

} // namespace

DeliveryTurn decide_deliveries(const plan::Plan& plan, const State& state, const DeliveryNews& news,
                               Instant now) {
  return Look(plan, state, news, now).take();
}

std::vector<Event> send_again(const plan::Plan& plan, const State& state) {
  std::vector<Event> events;
  for (const OutgoingMessage& message : state.outbox)
    for (const Delivery& delivery : message.deliveries)
      if (const plan::Step* channel = plan::find_channel(plan, delivery.channel);
          channel != nullptr && delivery.status != Delivery::Status::delivered)
        events.push_back(begin(state, *channel, message, delivery));
  return events;
}

EffectRequest delivery_effect(const plan::Plan& plan, const State& state,
                              const DeliveryStarted& started) {
  const auto message = std::ranges::find_if(
      state.outbox, [&](const OutgoingMessage& each) { return each.id == started.message; });
  const plan::Step* channel = plan::find_channel(plan, started.channel);
  RELCTL_CHECK(message != state.outbox.end() && channel != nullptr);
  return {effect_id_of(state, started.message, started.channel, started.attempt),
          started.operation_key,
          delivery_call(plan, state, *channel, *message),
          started.timeout,
          false,
          k_grace};
}

EffectRequest trial_delivery(const plan::Plan& plan, const State& state, const plan::Step& channel,
                             const std::string& text, const std::string& key) {
  const OutgoingMessage message{key, "test", text, "", "", {}, {}};
  return {effect_id_of(state, key, channel.id, 1),
          key,
          delivery_call(plan, state, channel, message),
          channel.timeout,
          false,
          k_grace};
}

bool is_delivery(const std::string& effect_id) {
  return effect_id.find(k_mark) != std::string::npos;
}

} // namespace relctl::core
