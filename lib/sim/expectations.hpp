// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/scenario.hpp"
#include "sim/rehearsal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// An expectation that a rehearsal did not meet, or something of the scenario that could not be.
struct Miss {
  plan::Mark mark;
  std::string expected; ///< As the scenario says it.
  std::string found;    ///< What was there instead.
};

/// Every expectation of the scenario that does not hold, in its order; then what could not be.
[[nodiscard]] std::vector<Miss> unmet(const plan::Scenario& scenario, const Rehearsed& rehearsed);

/// When a moment was; none where its phase was never observed, or nothing was rolled back.
[[nodiscard]] std::optional<Instant>
time_of(const plan::Moment& moment, const plan::Scenario& scenario, const Rehearsed& rehearsed);

/// How the release stands in one word: its stage, or `held` in a phase that a person must see to;
/// of an observation its conclusion.
[[nodiscard]] std::string ending_of(const core::State& state);

} // namespace relctl::sim
