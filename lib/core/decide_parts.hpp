// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"
#include "core/gate.hpp"
#include "core/steps.hpp"

#include <vector>

namespace relctl::core {

// The questions that decide() asks, in its order. Each fills the decision for its part of a
// release's life.

/// What came in becomes events: readings that are wanted, ends of running steps, steps that
/// vanished.
[[nodiscard]] std::vector<Event> absorb(const Situation& situation);

/// Preconditions of start: runs what relctl can run, then go or no-go.
[[nodiscard]] Decision decide_start(const Situation& situation);

/// Every track's own question, then what they allow together: entering a phase, completing.
[[nodiscard]] Decision decide_phases(const Situation& situation);

/// One track that has entered a phase: its steps, its observation, its gate, the hold or the pass.
[[nodiscard]] Decision decide_track(const Situation& situation, const PhaseState& current);

/// Watches a phase for breaches, whatever else goes on in its track: the measurements that are due,
/// or the request of a rollback.
[[nodiscard]] Decision watch_phase(const Situation& situation, const PhaseState& observed);

/// By how much the wall clock was set in an observation of length `observe` that began at `since`,
/// with the clock standing at `before`; none where that is of no weight. An hour on, and a source
/// with a history would fill an observation that nobody has waited for; an hour back, and nobody
/// would look for an hour.
[[nodiscard]] std::optional<Duration> clock_set_by(const Situation& situation,
                                                   const std::optional<Clock>& before,
                                                   Instant since, Duration observe);

/// From the request of a rollback to its settlement.
[[nodiscard]] Decision decide_rollback(const Situation& situation);

/// Whether there is an observation after the rollback, or after what it is followed by.
[[nodiscard]] bool is_observed_afterwards(const Situation& situation);

/// What is put right after the way back; whether that is done.
[[nodiscard]] bool compensate(const Situation& situation, Decision& decision);

/// What is put right after a rollback, and the observation.
[[nodiscard]] Decision decide_recovery(const Situation& situation);

/// Sampling a plan's metrics without a release, from its beginning to its conclusion.
[[nodiscard]] Decision decide_observation(const Situation& situation);

/// The checks that are due after completion, when somebody wants the release closed.
[[nodiscard]] Decision decide_after(const Situation& situation);

/// A drill of the way back that is under way.
[[nodiscard]] Decision decide_drill(const Situation& situation);

/// What the checks of a phase, or the preconditions, say.
struct CheckResult {
  Decision decision;           ///< Steps to begin, wake, busy.
  std::vector<Reason> reasons; ///< One for each check that does not say yes.
};
enum class Checking {
  all,
  repeated ///< Only those that are asked again during the phase.
};
[[nodiscard]] CheckResult run_checks(const Situation& situation,
                                     const std::vector<plan::Check>& checks,
                                     const StepAddress& address, Checking which);

/// The gate's reasons of this moment become the decision's.
void note_gate(Decision& decision, const std::string& track, const GateResult& gate);

/// What reasons say of a step, before its detail.
inline constexpr const char* k_in_doubt_text = "it is not known how the step ended: ";
inline constexpr const char* k_failed_text = "the step failed: ";

/// A step that cannot go on by itself is a person's turn.
[[nodiscard]] Reason stuck_reason(const StepProgress& progress);

/// Steps of the way back that it went on past although they have failed, or nobody can tell how
/// they ended; reasons that do not block.
[[nodiscard]] std::vector<Reason> steps_passed_over(const Situation& situation);

/// Takes a step's progress, or a part of the decision, into a decision.
void merge(Decision& decision, StepProgress progress);
void merge(Decision& decision, Decision other);

/// The request of an automatic rollback, with the verdict that asks for it in words.
[[nodiscard]] Event request_rollback(const Situation& situation, const std::vector<Reason>& reasons,
                                     const std::string& scope = {});

} // namespace relctl::core
