// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.hpp"

#include <map>
#include <set>
#include <string>

namespace relctl::engine {

/// Where a run began, as far as its end depends on it.
struct Progress {
  bool was_rolled_back = false;
  /// By track: where it has come to rest before.
  std::map<std::string, std::set<std::string>> resting;
  Instant patient_until; ///< Longer than any source may take to answer.
};
[[nodiscard]] Progress progress_of(const plan::Plan& plan, const core::State& state, Instant now);

/// Whether the goal is reached, given a decision that has no more events.
[[nodiscard]] bool is_reached(const Goal& goal, const core::State& state,
                              const core::Decision& decision, const Progress& from, Instant now);

/// The track is held on something that time alone does not cure: a breach, a step, a missing
/// answer, a hold that has lasted too long.
[[nodiscard]] bool is_held_for_a_person(const core::State& state, const std::string& track);

} // namespace relctl::engine
