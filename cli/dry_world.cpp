// SPDX-License-Identifier: Apache-2.0
#include "cli/dry_world.hpp"

#include "sim/healthy.hpp"

namespace relctl::cli {

core::EffectEnded DryWorld::as_if_done(const core::EffectRequest& effect) const {
  core::EffectEnded ended;
  ended.id = effect.id;
  ended.outcome = core::Outcome::succeeded;
  ended.detail = "not run: this is a dry run";
  ended.output = sim::healthy_output(m_plan, effect);
  if (const auto* haproxy = std::get_if<core::HaproxyCall>(&effect.call))
    ended.share = haproxy->share;
  return ended;
}

void DryWorld::begin(const core::EffectRequest& effect) {
  m_begun.push_back(effect);
}

void DryWorld::stop(const std::string&) {}

void DryWorld::measure(const std::vector<core::MeasurementRequest>& requests) {
  m_real->measure(requests);
}

core::Inputs DryWorld::wait(Instant until) {
  core::Inputs inputs = m_real->wait(m_begun.empty() ? until : m_real->now());
  for (const auto& effect : m_begun)
    inputs.ended.push_back(as_if_done(effect));
  m_begun.clear();
  return inputs;
}

} // namespace relctl::cli
