// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/measure.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// A rollback is never itself rolled back: whatever the thresholds say here is a reason to hold,
/// and to call somebody.
void soften(GateResult& gate) {
  if (gate.verdict == Verdict::rollback)
    gate.verdict = Verdict::hold;
}

Duration observed_afterwards(const plan::Rollback& rollback) {
  return std::max(rollback.observe, rollback.after ? rollback.after->observe : Duration{});
}

} // namespace

Decision decide_recovery(const Situation& situation) {
  Decision decision;
  const RollbackState& rollback = *situation.state.rollback;
  if (!compensate(situation, decision) || !situation.mandate.measures)
    return decision;
  const std::string track = current_phase(situation.state)->track;
  if (const auto by = clock_set_by(situation, rollback.clock, rollback.watched_since,
                                   observed_afterwards(situation.plan.rollback))) {
    decision.events.push_back(PhaseStarted{track, "rollback", situation.inputs.clock, by});
    return decision;
  }
  const Subject subject{nullptr, rollback.watched_since, track};
  Due due = due_now(situation, subject);
  decision.measurements = std::move(due.measurements);
  decision.wake = due.wake;
  decision.busy = !decision.measurements.empty() || !situation.inputs.measuring.empty();
  if (decision.busy)
    return decision;
  GateResult gate = judge_gate(situation, subject, {});
  if (const Instant end = observation_end(situation, subject, gate.findings); situation.now < end)
    decision.wake = std::min(decision.wake, end);
  soften(gate);
  note_gate(decision, track, gate);
  if (gate.verdict == Verdict::promote) {
    decision.events.push_back(ReleaseRecovered{situation.now - rollback.requested_at});
    decision.events.push_back(
        ReleaseClosed{"rolled back to " + rollback.request.to + " and recovered"});
    return decision;
  }
  const PhaseState phase{track, "rollback", 0.0, rollback.watched_since, rollback.watched_since,
                         {},    0};
  if (auto event = verdict_event(situation, phase, std::move(gate)))
    decision.events.push_back(std::move(*event));
  return decision;
}

} // namespace relctl::core
