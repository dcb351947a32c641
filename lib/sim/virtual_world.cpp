// SPDX-License-Identifier: Apache-2.0
#include "sim/virtual_world.hpp"

#include "core/rendering.hpp"

#include <algorithm>

namespace relctl::sim {
namespace {

/// Readings are large, and moving them again and again costs more than all else here.
void reserve_more(std::vector<core::Reading>& readings, std::size_t count) {
  if (readings.capacity() < readings.size() + count)
    readings.reserve(std::max(readings.size() + count, 2 * readings.capacity()));
}

} // namespace

std::function<void(const core::MeasurementRequest&, core::Inputs&)> at_each_time(
    std::function<core::Reading(const core::MeasurementRequest& request, Instant at)> reading) {
  return [reading = std::move(reading)](const core::MeasurementRequest& request,
                                        core::Inputs& inputs) {
    const auto count = static_cast<std::size_t>((request.to - request.from).ms / request.every.ms);
    reserve_more(inputs.readings, count + 1);
    for (Instant at = request.from; at <= request.to; at = at + request.every) {
      inputs.readings.push_back(reading(request, at));
      inputs.readings.back().track = request.track;
    }
  };
}

VirtualWorld::VirtualWorld(Instant start, Script script)
    : m_now(start), m_script(std::move(script)) {}

void VirtualWorld::begin(const core::EffectRequest& effect) {
  Pending pending;
  pending.ended.id = effect.id;
  if (const auto* haproxy = std::get_if<core::HaproxyCall>(&effect.call))
    pending.haproxy = *haproxy;
  const bool is_probe = core::parse_probe_id(effect.id).has_value();
  EffectScript script;
  if (!is_probe) {
    m_effects.push_back(effect);
    script = m_script.effect(effect);
  }
  pending.ended.outcome = script.takes > effect.timeout ? core::Outcome::timed_out : script.outcome;
  pending.ended.detail = script.detail;
  pending.ended.output = script.output;
  m_pending.emplace(m_now + std::min(script.takes, effect.timeout), std::move(pending));
}

void VirtualWorld::stop(const std::string& effect_id) {
  const auto found = std::find_if(m_pending.begin(), m_pending.end(), [&](const auto& entry) {
    return entry.second.ended.id == effect_id;
  });
  if (found == m_pending.end())
    return;
  Pending pending = std::move(found->second);
  m_pending.erase(found);
  pending.ended.outcome = core::Outcome::cancelled;
  m_pending.emplace(m_now, std::move(pending));
}

void VirtualWorld::measure(const std::vector<core::MeasurementRequest>& requests) {
  for (const core::MeasurementRequest& request : requests)
    m_questions.emplace(m_now + m_script.answer_takes, request);
}

void VirtualWorld::lose_everything() {
  m_pending.clear();
  m_questions.clear();
}

void VirtualWorld::schedule(Instant at, std::function<void()> happening) {
  m_happenings.emplace(at, std::move(happening));
}

double VirtualWorld::share(const std::string& backend) const {
  const auto found = m_shares.find(backend);
  return found == m_shares.end() ? 0.0 : found->second;
}

void VirtualWorld::finish(Pending pending, core::Inputs& inputs) {
  if (pending.haproxy) {
    double& share = m_shares[pending.haproxy->backend];
    if (pending.haproxy->share && pending.ended.outcome == core::Outcome::succeeded)
      share = *pending.haproxy->share;
    pending.ended.share = share;
  }
  inputs.ended.push_back(std::move(pending.ended));
}

void VirtualWorld::answer(core::Inputs& inputs) {
  while (!m_pending.empty() && m_pending.begin()->first <= m_now) {
    Pending pending = std::move(m_pending.begin()->second);
    m_pending.erase(m_pending.begin());
    finish(std::move(pending), inputs);
  }
  while (!m_questions.empty() && m_questions.begin()->first <= m_now) {
    const core::MeasurementRequest request = std::move(m_questions.begin()->second);
    m_questions.erase(m_questions.begin());
    m_script.measure(request, inputs);
  }
  while (!m_happenings.empty() && m_happenings.begin()->first <= m_now) {
    const auto happening = std::move(m_happenings.begin()->second);
    m_happenings.erase(m_happenings.begin());
    happening();
    inputs.log_moved = true;
  }
}

core::Inputs VirtualWorld::wait(Instant until) {
  const bool is_idle = m_pending.empty() && m_questions.empty();
  Instant next = m_latest && is_idle && until != k_never ? m_latest(until) : until;
  const auto sooner = [&next](const auto& queue) {
    if (!queue.empty())
      next = std::min(next, queue.begin()->first);
  };
  sooner(m_pending);
  sooner(m_questions);
  sooner(m_happenings);
  if (next != k_never)
    m_now = std::max(m_now, next);
  core::Inputs inputs;
  answer(inputs);
  for (const auto& [at, pending] : m_pending)
    inputs.live.insert(pending.ended.id);
  for (const auto& [at, request] : m_questions)
    inputs.measuring.insert(request.subject());
  return inputs;
}

} // namespace relctl::sim
