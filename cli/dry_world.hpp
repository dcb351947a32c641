// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"
#include "ports/world.hpp"

#include <deque>
#include <memory>

namespace relctl::cli {

/// The world of `--dry-run`: measures for real, and takes every effect as done well without
/// running it.
class DryWorld final : public ports::World {
public:
  DryWorld(std::unique_ptr<ports::World> real, const plan::Plan& plan)
      : m_real(std::move(real)), m_plan(plan) {}

  [[nodiscard]] Instant now() override { return m_real->now(); }
  void begin(const core::EffectRequest& effect) override;
  void stop(const std::string& effect_id) override;
  void measure(const std::vector<core::MeasurementRequest>& requests) override;
  [[nodiscard]] core::Inputs wait(Instant until) override;

private:
  [[nodiscard]] core::EffectEnded as_if_done(const core::EffectRequest& effect) const;

  std::unique_ptr<ports::World> m_real;
  const plan::Plan& m_plan;
  std::deque<core::EffectRequest> m_begun;
};

} // namespace relctl::cli
