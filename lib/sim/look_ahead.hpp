// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inputs.hpp"
#include "core/measurement.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace relctl::sim {

/// Reads ahead in what will be measured, so that whoever looks seldom looks when a breach is
/// complete. It decides nothing.
class LookAhead {
public:
  using Measure = std::function<void(const core::MeasurementRequest&, core::Inputs&)>;
  /// The plan outlives it.
  LookAhead(const plan::Plan& plan, Measure measure)
      : m_plan(plan), m_measure(std::move(measure)) {}

  /// The first grid time in (from, to] at which a threshold is breached that was not at the grid
  /// time before, in any phase that is under observation.
  [[nodiscard]] std::optional<Instant> next_breach(const core::State& state, Instant from,
                                                   Instant to);

private:
  void read_until(const core::State& state, const core::Watched& watched, const plan::Phase& phase,
                  Instant to);

  const plan::Plan& m_plan;
  Measure m_measure;
  core::Windows m_windows;
  std::map<std::string, Instant> m_starts; ///< Of what each track's window is about.
};

} // namespace relctl::sim
