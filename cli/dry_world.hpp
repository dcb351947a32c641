// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/world.hpp"

#include <deque>
#include <memory>

namespace relctl::cli {

/// The world of `--dry-run`: measures for real, and takes every effect as done without running it.
class DryWorld final : public ports::World {
public:
  explicit DryWorld(std::unique_ptr<ports::World> real) : m_real(std::move(real)) {}

  [[nodiscard]] Instant now() override { return m_real->now(); }
  void begin(const core::EffectRequest& effect) override;
  void stop(const std::string& effect_id) override;
  void measure(const std::vector<core::MeasurementRequest>& requests) override;
  [[nodiscard]] core::Inputs wait(Instant until) override;

private:
  std::unique_ptr<ports::World> m_real;
  std::deque<core::EffectRequest> m_begun;
};

} // namespace relctl::cli
