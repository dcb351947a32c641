// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inputs.hpp"
#include "core/measurement.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "engine/release_log.hpp"
#include "plan/plan.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace relctl::sim {

/// Reads ahead in what will be measured, so that whoever looks seldom looks when something comes of
/// it. It decides nothing.
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

  /// A time from `look` to `to` at which it is enough to look next: whoever looked at each grid
  /// time in between would put readings on record, and nothing else. `look` itself where that is no
  /// grid time, or where what comes cannot be foreseen. Until `to` nobody interferes.
  [[nodiscard]] Instant quiet_until(const engine::ReleaseView& view, Instant look, Instant to);

  /// Something has happened that could not be foreseen.
  void forget() { m_foreseen.clear(); }

private:
  /// How far a track's phase, of which `m_windows` has the readings, has been looked at.
  struct Foreseen {
    Instant since;
    Instant read_to;
    Instant good_to; ///< Up to there no reading is notable that comes after the look at hand.
    std::optional<Instant> notable; ///< The first that is.
  };

  Foreseen& foreseen(const core::Watched& watched, const core::Windows& known);
  void read_until(const core::State& state, const core::Watched& watched, Instant to);
  [[nodiscard]] Instant good_until(const engine::ReleaseView& view, const core::Watched& watched,
                                   Instant look, Instant to);

  const plan::Plan& m_plan;
  Measure m_measure;
  core::Windows m_windows;
  std::map<std::string, Foreseen> m_foreseen; ///< By track.
};

} // namespace relctl::sim
