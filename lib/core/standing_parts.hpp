// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/standing.hpp"
#include "core/step_instances.hpp"

#include <string>
#include <vector>

/// How a release stands, in parts: the standing, the words for it, the advice.
namespace relctl::core {

[[nodiscard]] bool is_in_trouble(const StepState& step);

/// The newest step of the track's phases that the reason names, where it still stands in the way.
[[nodiscard]] const StepState* step_in_the_way(const State& state, const std::string& track,
                                               const Reason& reason);

/// The verdict found traffic elsewhere, and since then its step has put it back.
[[nodiscard]] bool is_set_again(const State& state, const VerdictState& verdict,
                                const Reason& reason);

/// What holds the track by the newest verdict. A person may have settled a step or
/// given an approval since then.
[[nodiscard]] std::vector<Reason> reasons_on(const State& state, const std::string& track);

/// standing_of(), and a way back that waits for a person is incomplete.
[[nodiscard]] Standing standing_of(const plan::Plan& plan, const State& state);

/// The point of no return that the way back waits at, all else being done, until somebody approves
/// it; null where it waits at none.
[[nodiscard]] const plan::Step* step_awaiting_approval(const plan::Plan& plan, const State& state);

/// What a way back that waits at that step lacks.
[[nodiscard]] Reason missing_approval(const State& state, const plan::Step& step);

/// The step of the way back that keeps an incomplete rollback from going on.
[[nodiscard]] const StepState* step_in_trouble(const plan::Plan& plan, const State& state);

/// A step of the phase that is in trouble before there is a verdict to say so.
[[nodiscard]] const StepState* entering_step_in_trouble(const State& state,
                                                        const PhaseState& phase);

/// Empty where the way back left none.
[[nodiscard]] std::string doubts_text(const State& state);

/// Why the release stands as it does, in words.
[[nodiscard]] std::string stage_why(const plan::Plan& plan, const State& state);

} // namespace relctl::core
