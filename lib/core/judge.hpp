// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <vector>

namespace relctl::core {

/// The stretch of time that a phase's readings are judged over.
struct Observation {
  Instant start; ///< Of the phase; the grid is start + k * every.
  Instant now;
};

/// The newest grid time of the metric at or before `now`, and the first at which a reading can lie
/// wholly inside the phase: the least k with k * every >= window. At most the newest million.
struct Grid {
  Instant first;
  Instant newest; ///< Before `first`: no reading is due yet.
};
[[nodiscard]] Grid grid_of(const plan::Metric& metric, const Observation& observation);

/// Whether a breach that was completed before the newest reading counts.
enum class Judging { all, newest };

/// Where a threshold stands on one series over its readings, judged in grid order: the first
/// completed breach decides, also if the metric has recovered since; otherwise, or with
/// Judging::newest, the newest reading does.
[[nodiscard]] Finding judge(const plan::Metric& metric, const plan::Threshold& threshold,
                            const std::string& series, const Window::Series& readings,
                            const Observation& observation,
                            const std::map<std::string, BaselinePinned>& pinned,
                            Judging judging = Judging::all);

/// judge() over every metric threshold that applies to the phase, on each of its series.
[[nodiscard]] std::vector<Finding> judge_all(const plan::Plan& plan, const plan::Phase& phase,
                                             const State& state, const Window& window,
                                             const Observation& observation);

/// The first grid time after `after` at which any threshold that applies to the phase is breached
/// and was not at the grid time before; whoever judged at every grid time would find it then.
[[nodiscard]] std::optional<Instant> next_breach(const plan::Plan& plan, const plan::Phase& phase,
                                                 const State& state, const Window& window,
                                                 const Observation& observation, Instant after);

/// The first grid time after `after` at which a reading may say something else of a threshold that
/// applies to the phase than `pass`, or than the newest says; up to there the reasons of its gate
/// can only become fewer.
[[nodiscard]] std::optional<Instant> next_notable(const plan::Plan& plan, const plan::Phase& phase,
                                                  const State& state, const Window& window,
                                                  const Observation& observation, Instant after);

/// The findings on one track's observed phase.
struct TrackFindings {
  std::string track;
  std::string phase;
  std::vector<Finding> findings;
};
/// judge_all() over what each track observes at `now`; nothing outside the phases.
[[nodiscard]] std::vector<TrackFindings> judge_tracks(const plan::Plan& plan, const State& state,
                                                      const Windows& windows, Instant now);

} // namespace relctl::core
