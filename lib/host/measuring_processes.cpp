// SPDX-License-Identifier: Apache-2.0
#include "host/measuring_processes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace relctl::host {
namespace {

constexpr const char* k_effect_id = "measurement"; ///< No effect has this id.

} // namespace

void MeasuringProcesses::begin(ports::ProcessRequest request, Done done) {
  m_waiting.push_back({std::move(request), std::move(done)});
  start_waiting();
}

void MeasuringProcesses::start_waiting() {
  for (; !m_waiting.empty() && m_running.size() < k_at_once_max; m_waiting.pop_front()) {
    Waiting& next = m_waiting.front();
    Running running{nullptr, {}, std::move(next.done)};
    if (Result<Spawned> spawned = spawn(next.request, k_effect_id)) {
      running.child = std::make_unique<Child>(std::move(*spawned), next.request, m_grace);
      running.child->release();
    } else {
      running.not_started.failure_text = spawned.error().message;
    }
    m_running.push_back(std::move(running));
  }
}

void MeasuringProcesses::advance() {
  for (const Running& running : m_running)
    if (running.child)
      running.child->advance();
  const auto goes_on = [](const Running& running) {
    return running.child && !running.child->ended();
  };
  const auto first_over = std::stable_partition(m_running.begin(), m_running.end(), goes_on);
  const std::vector<Running> over(std::make_move_iterator(first_over),
                                  std::make_move_iterator(m_running.end()));
  m_running.erase(first_over, m_running.end());
  start_waiting();
  for (const Running& running : over)
    running.done(running.child ? *running.child->ended() : running.not_started);
}

void MeasuringProcesses::watch(Watch& watch) const {
  for (const Running& running : m_running) {
    if (running.child)
      running.child->watch(watch);
    else
      watch.wake_at(0);
  }
}

} // namespace relctl::host
