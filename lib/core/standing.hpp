// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// How a release stands, for exit codes and the last lines of `status`. From worst to best.
enum class Standing {
  rollback_incomplete,
  in_doubt,
  rolled_back,
  breached,
  unknown,
  no_go,
  pending,
  ok
};
[[nodiscard]] std::string_view standing_name(Standing standing);

/// The worst that holds: a rollback that is not done, a step in doubt, a rollback done, a hold on a
/// breach or a failed step, a hold because data cannot be trusted, a no-go, any other hold, or none
/// of these; over all tracks.
[[nodiscard]] Standing standing_of(const State& state);
/// How the current phase of one track stands.
[[nodiscard]] Standing standing_of(const State& state, const std::string& track);
/// Of a reason that the phase does not go on: something is wrong, rather than merely not over.
[[nodiscard]] bool is_worrying(const State& state, const plan::Phase& phase, const Reason& reason);
/// Whether a reason of the verdict is one to worry about, as far as that shows without the plan.
[[nodiscard]] bool is_troubled(const State& state, const VerdictReached& verdict);
/// The current phase of the track that stands worst; null before the first.
[[nodiscard]] const PhaseState* worst_phase(const State& state);

/// What a person can do next: who, the command to paste, and why. `program` is `relctl` with its
/// global flags.
struct Advice {
  std::string why;
  std::string who;
  std::string command;
  std::string back;   ///< The command that goes back; empty when there is nothing to go back from.
  std::string remark; ///< On the command, for people: `or --skip back --reason WHY`.
};
[[nodiscard]] Advice advise(const plan::Plan& plan, const State& state, const std::string& program);

/// One line for a person on what the event says: `verdict hold: error-rate is unknown: …`.
[[nodiscard]] std::string describe(const Event& event);

} // namespace relctl::core
