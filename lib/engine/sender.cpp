// SPDX-License-Identifier: Apache-2.0
#include "engine/sender.hpp"

#include <algorithm>
#include <iterator>

namespace relctl::engine {

bool Sender::take(core::Inputs& inputs, const std::set<std::string>& live_before) {
  const auto is_other = [](const core::EffectEnded& ended) { return !core::is_delivery(ended.id); };
  const auto first = std::stable_partition(inputs.ended.begin(), inputs.ended.end(), is_other);
  // Whatever else ended the wait, a clock that was set for instance, is for the decision.
  const bool is_own = first != inputs.ended.end() || m_world.now() >= m_wake;
  std::move(first, inputs.ended.end(), std::back_inserter(m_news.ended));
  inputs.ended.erase(first, inputs.ended.end());
  m_news.live.clear();
  for (const std::string& id : inputs.live)
    if (core::is_delivery(id))
      m_news.live.insert(id);
  for (const std::string& id : m_news.live)
    inputs.live.erase(id);
  return !is_own || !inputs.readings.empty() || !inputs.runs.empty() || !inputs.ended.empty() ||
         inputs.signal != 0 || inputs.log_moved || inputs.live != live_before;
}

Result<std::vector<core::Recorded>> Sender::append_and_begin(ReleaseView& view,
                                                             std::vector<core::Event> events) {
  RELCTL_TRY_ASSIGN(auto appended, append(m_log, view, std::move(events), m_world.now(), m_actor));
  m_news.ended.clear();
  for (const core::Recorded& recorded : appended)
    if (const auto* started = std::get_if<core::DeliveryStarted>(&recorded.event)) {
      const core::EffectRequest effect = core::delivery_effect(m_plan, view.state, *started);
      m_world.begin(effect);
      m_news.live.insert(effect.id);
    }
  return appended;
}

Result<std::vector<core::Recorded>> Sender::turn(ReleaseView& view) {
  std::vector<core::Recorded> all;
  for (;;) {
    core::DeliveryTurn turn = core::decide_deliveries(m_plan, view.state, m_news, m_world.now());
    for (const std::string& id : turn.stop)
      m_world.stop(id);
    m_wake = turn.wake;
    m_is_sending = turn.is_sending;
    if (turn.events.empty())
      return all;
    RELCTL_TRY_ASSIGN(auto appended, append_and_begin(view, std::move(turn.events)));
    std::move(appended.begin(), appended.end(), std::back_inserter(all));
  }
}

Result<std::vector<core::Recorded>> Sender::last_turn(ReleaseView& view) {
  if (m_news.ended.empty())
    return std::vector<core::Recorded>{};
  core::DeliveryTurn turn = core::decide_deliveries(m_plan, view.state, m_news, m_world.now());
  std::erase_if(turn.events, [](const core::Event& event) {
    return !std::holds_alternative<core::DeliveryEnded>(event);
  });
  if (turn.events.empty())
    return std::vector<core::Recorded>{};
  return append_and_begin(view, std::move(turn.events));
}

Result<std::vector<core::Recorded>> Sender::send_again(ReleaseView& view) {
  std::vector<core::Event> events = core::send_again(m_plan, view.state);
  if (events.empty())
    return std::vector<core::Recorded>{};
  return append_and_begin(view, std::move(events));
}

} // namespace relctl::engine
