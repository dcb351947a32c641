// SPDX-License-Identifier: Apache-2.0
#include "cli/dry_world.hpp"

namespace relctl::cli {

namespace {

core::EffectEnded as_if_done(const core::EffectRequest& effect) {
  core::EffectEnded ended;
  ended.id = effect.id;
  ended.outcome = core::Outcome::succeeded;
  ended.detail = "not run: this is a dry run";
  if (const auto* haproxy = std::get_if<core::HaproxyCall>(&effect.call))
    ended.share = haproxy->share;
  return ended;
}

} // namespace

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
