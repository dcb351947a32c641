// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"
#include "core/judge.hpp"
#include "core/measure.hpp"

#include <optional>
#include <vector>

namespace relctl::core {

/// The verdict over everything: rollback > hold > promote, with all reasons.
struct GateResult {
  Verdict verdict = Verdict::promote;
  std::vector<Reason> reasons; ///< Worst first.
  std::vector<Finding> findings;
  Instant retry_at =
      k_never; ///< Earliest time at which it can change by itself; k_never when only a person can.
};

/// Judges the gate of the phase under observation. `check_reasons` are those of its checks, which
/// are steps and answers and so are known to the caller.
[[nodiscard]] GateResult judge_gate(const Situation& situation, const Subject& subject,
                                    std::vector<Reason> check_reasons);

/// The part of it that people declare: what is known of a phase whose steps still run.
[[nodiscard]] GateResult judge_incidents(const Situation& situation, const Subject& subject);

/// How far a phase's `enough` has come.
struct EnoughNow {
  std::optional<double> value;      ///< Of the newest good reading, the least of all series.
  std::optional<plan::Cause> cause; ///< Why the newest reading has no value.
  std::optional<Instant> since;     ///< When every series had reached it, if they have.
};
[[nodiscard]] EnoughNow enough_now(const plan::Plan& plan, const plan::Phase& phase,
                                   const Window& window, const Observation& observation);

/// One for each part that was taken back without a person having agreed yet (`scope/NAME`) that the
/// rest goes on.
[[nodiscard]] std::vector<Reason> taken_back_reasons(const State& state, Instant now);

/// The end of the observation's least length, or when the phase had enough if that is sooner; a
/// bake's is moved on by every good reading it lacked and by every breach that holds.
[[nodiscard]] Instant observation_end(const Situation& situation, const Subject& subject,
                                      const std::vector<Finding>& findings);

/// The reasons of coverage and gaps over the last `observe` of the phase, without its beginning.
[[nodiscard]] std::vector<Reason> coverage_reasons(const Situation& situation,
                                                   const Subject& subject);

/// Grid points without a good reading, times `every`, of the worst deciding series.
[[nodiscard]] Duration unknown_time(const Situation& situation, const Subject& subject);

/// Whether the cause passes with time alone; the others need a person.
[[nodiscard]] bool is_cured_by_time(plan::Cause cause);

/// `rollback`, `hold` and `run_step` thresholds decide; `warn` is only reported.
[[nodiscard]] bool is_hard(const plan::Threshold& threshold);

/// The VerdictReached, when the verdict or the set of its reasons differs from the one on record.
[[nodiscard]] std::optional<Event> verdict_event(const Situation& situation,
                                                 const PhaseState& phase, GateResult result);

} // namespace relctl::core
