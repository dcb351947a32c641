// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"
#include "core/step_instances.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// Who began an effect ends it at its deadline, with TERM, grace and KILL. What still runs this
/// much later is an orphan of an earlier relctl, and is stopped.
inline constexpr Duration k_orphan_grace = seconds(10);

/// How far a step has come, and what to do about it now.
struct StepProgress {
  enum class Kind {
    done,     ///< Succeeded, skipped, or, where the plan says to go on, see is_behind().
    busy,     ///< Under way, or `events` begin it, or a retry is due at `wake`.
    failed,   ///< Failed for good; a person's turn.
    in_doubt, ///< Only a person can say how it ended.
    awaiting  ///< A rollback's point of no return that nobody has approved.
  };
  Kind kind = Kind::busy;
  std::string step; ///< Which one it is about, `deploy[n1]`; empty when done.
  std::vector<Event> events;
  std::vector<std::string> stop;
  Instant wake = k_never;
  std::string detail;
  Instant since; ///< When it came to failed or in_doubt.
};

/// The next thing to do about a step: begin, retry, verify, settle a doubt, stop at its deadline,
/// or nothing. A doubt is settled, once nothing of the step lives, by its verify, then by
/// idempotence, then by a person. With `each`, that of its instances: in order, the first that is
/// not done; in parallel, all of them, where nobody is asked before the last has ended. A failed
/// step with `otherwise` goes on as that one. A step of a part that was taken back is left out,
/// however far it has come.
[[nodiscard]] StepProgress advance_step(const Situation& situation, const plan::Step& step,
                                        const StepAddress& address);

/// advance_step() over steps in order; stops at the first that is not done.
[[nodiscard]] StepProgress advance_steps(const Situation& situation,
                                         const std::vector<plan::Step>& steps, StepAddress address);

/// The StepEnded for an effect's end, with what follows decided: verify, retry with back-off,
/// doubt.
[[nodiscard]] Event end_of_step(const Situation& situation, const plan::Step& step,
                                const StepState& state, const EffectEnded& ended);

/// The pause after a failed attempt: doubles, up to a minute.
[[nodiscard]] Duration backoff(const plan::Step& step, int attempt);

/// The plan's step behind an address; null when the plan has none (the pinned plan always has).
[[nodiscard]] const plan::Step* step_at(const plan::Plan& plan, const StepAddress& address);

/// HAProxy weights are set absolutely and read back: safe to do again.
[[nodiscard]] bool is_idempotent(const plan::Step& step);

/// Whether what comes after the step may begin: it succeeded, was skipped, or failed where
/// `on_failure` says to go on. On a way back such a step does not hold up the rest either when
/// nobody can tell how it ended; going forward, doubt holds.
[[nodiscard]] bool is_behind(const plan::Step& step, const StepState& state);

/// Whether a person has let the rollback pass that point of no return.
[[nodiscard]] bool is_approved(const State& state, const plan::Step& step);

} // namespace relctl::core
