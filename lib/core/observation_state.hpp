// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_conclusion.hpp"
#include "core/event_observation.hpp"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace relctl::core {

/// Where an observation stands, folded from its events.
struct ObservationState {
  ObservationOpened opened;
  int samples = 0; ///< How many are wanted now, extensions included.
  std::set<int> schedule_reached;
  std::vector<SampleTaken> taken; ///< In order.
  std::optional<FirstSampleConfirmed> first;
  std::vector<CheckpointReached> checkpoints;
  std::vector<MissDecided> decisions;
  std::optional<LivenessLost> lost;
  std::vector<FindingNoted> findings;
  std::optional<ObservationEnded> ended;
  Instant ended_at;
  std::vector<std::pair<ObservationSigned, Instant>> signatures;
};

/// The phase, as the log has it, in which an observation samples.
inline constexpr const char* k_observe_phase = "observe";

/// Stages of an observation's steps, before the number of the sample: the liveness probe, and what
/// is run to find out about a miss.
inline constexpr const char* k_alive_stage = "alive@";
inline constexpr const char* k_diagnose_stage = "diagnose@";

} // namespace relctl::core
