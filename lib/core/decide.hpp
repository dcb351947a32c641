// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "core/event.hpp"
#include "core/inputs.hpp"
#include "core/ledger.hpp"
#include "core/measurement.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// What the caller may have done for it.
struct Mandate {
  bool may_enter = false; ///< Whether one more phase may be entered.
  bool yields_to_rollback =
      false;            ///< Leave a rollback asked for by a person to the process that asked.
  bool measures = true; ///< False for commands that must not poll.
  std::string enter =
      {};              ///< The only phase that may be entered, as plan::phase_name(); empty: any.
  bool asks = false;   ///< Somebody can be asked what an observation wants to know.
  bool closes = false; ///< A person wants a completed release closed: what is due then is asked.
  bool starts = false; ///< A person wants go or no-go now, whatever was decided before.
  std::int64_t begun_at = 0; ///< The log's position when the command began: what it has asked
                             ///< itself since then it does not ask again.
};

/// All that a decision rests on. Values only; time is one of them.
struct Situation {
  const plan::Plan& plan;
  const State& state;
  const Ledger& ledger;
  const Windows& windows; ///< Readings of each track's observed_phase(), or of the observation
                          ///< after a rollback.
  const Inputs& inputs;
  Instant now;
  Mandate mandate;
  std::string anchor; ///< `position:hash` of the log's head as read.
};

/// The gate of one track at this moment, with today's numbers.
struct GateNow {
  std::string track;
  Verdict verdict = Verdict::hold;
  std::vector<Reason> reasons;
  std::optional<Instant> retry_at; ///< See VerdictReached::retry_at.
};

/// What an observation wants to know from a person.
struct Question {
  enum class Kind { first_sample, checkpoint, miss };
  Kind kind = Kind::checkpoint;
  std::string subject; ///< The checkpoint's id.
  int sample = 0;
  std::string text; ///< What is asked, with the numbers.
};

/// What follows. Events are appended first; then effects of their StepStarted begin, `stop` and
/// `probes` are acted on.
struct Decision {
  std::vector<Event> events;
  std::vector<std::string> stop;     ///< Ids of effects to end early.
  std::vector<EffectRequest> probes; ///< Read-only effects, without an intent on record.
  std::vector<MeasurementRequest> measurements;
  Instant wake = k_never;     ///< When to decide again if nothing comes in; k_never: nothing will
                              ///< change by itself.
  std::vector<GateNow> gates; ///< Of the tracks whose verdict on record, with `events`, is of this
                              ///< moment.
  bool busy = false; ///< Something is under way, or will be tried again, without anybody's help.
  std::vector<Reason> entry_blocks; ///< Why a phase that could be entered was not; see EntryBlocks.
  Instant entry_at = k_never;       ///< When the calendar alone ends them.
  Instant respond_by = k_never;     ///< When the next incident is overdue.
  std::optional<Question> question; ///< Due now; only with Mandate::asks.
  bool yielded = false;             ///< Left to another process; see Mandate::yields_to_rollback.
};

/// Pure and total: every situation has a decision, bad news are events. Call it again after its
/// events are appended, with the same inputs less what those events have taken in, until it has no
/// more.
[[nodiscard]] Decision decide(const Situation& situation);

/// The track's gate in the decision; null where it was not judged.
[[nodiscard]] const GateNow* gate_of(const Decision& decision, const std::string& track);

/// The effect that a StepStarted stands for, rendered from the plan and the pinned variables.
[[nodiscard]] EffectRequest effect_of(const plan::Plan& plan, const State& state,
                                      const StepStarted& started);

} // namespace relctl::core
