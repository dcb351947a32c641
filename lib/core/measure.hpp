// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"
#include "core/step_instances.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// What is measured, from when on.
struct Subject {
  const plan::Phase* phase =
      nullptr; ///< Null for the observation after a rollback: every threshold applies.
  Instant start;
  std::string track = plan::k_main_track; ///< Whose readings they are.
};

/// Measurements and read-backs that are due, and when the next ones will be.
struct Due {
  std::vector<MeasurementRequest> measurements;
  std::vector<EffectRequest> probes;
  Instant wake = k_never;
};

/// The newest grid time of each series that has no reading, and, where the source keeps history,
/// the missing ones before it; nothing for a series that is being measured already.
[[nodiscard]] Due due_now(const Situation& situation, const Subject& subject);

/// Whether a source that keeps history has not answered yet for grid times that went by while
/// nobody asked: it is being asked, or this command does not ask. Until it has, what is missing
/// there is no news.
[[nodiscard]] bool awaits_history(const Situation& situation, const Subject& subject);

/// What every series of the phase's metrics is asked, due or not, without times.
[[nodiscard]] std::vector<MeasurementRequest> questions_in(const Situation& situation,
                                                           const plan::Phase& phase);

/// How often the share of traffic is read back: with the fastest metric, at least every ten
/// seconds.
[[nodiscard]] Duration exposure_interval(const plan::Plan& plan);

/// The metrics that decide, are counted for `enough` or are watched in the phase.
[[nodiscard]] std::vector<const plan::Metric*>
metrics_of(const plan::Plan& plan, const State& state, const plan::Phase* phase);

/// The steps of the phase whose share can be read back.
[[nodiscard]] std::vector<StepAt> exposing_steps(const plan::Plan& plan, const plan::Phase& phase);

} // namespace relctl::core
