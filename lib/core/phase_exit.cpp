// SPDX-License-Identifier: Apache-2.0
#include "core/phase_exit.hpp"

#include "core/entry.hpp"
#include "core/judge_points.hpp"
#include "core/messages.hpp"
#include "core/standing.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

/// The threshold that a reason is about, if it is about one: its subject is `id` or `id[series]`.
const plan::Threshold* threshold_of(const plan::Plan& plan, const Reason& reason) {
  return plan::find_threshold(plan, reason.subject.substr(0, reason.subject.find('[')));
}

bool can_escalate(const Reason& reason) {
  return reason.blocks && plan::has_deadline(reason.cause);
}

enum class Escalated { nothing, asks, rolls_back };

Escalated escalate(const Situation& situation, const PhaseState& current, const plan::Phase& phase,
                   const std::vector<Reason>& reasons, Decision& decision) {
  Escalated escalated = Escalated::nothing;
  for (const Reason& reason : reasons) {
    const auto due = escalation_of(situation.plan, current, phase, reason);
    const std::string key = std::string(plan::cause_name(reason.cause)) + "/" + reason.subject;
    if (!due || situation.state.tracks.at(current.track).escalated.contains(key))
      continue;
    if (situation.now < due->at) {
      decision.wake = std::min(decision.wake, due->at);
      continue;
    }
    decision.events.push_back(HoldEscalated{current.track, current.id,
                                            std::string(plan::cause_name(reason.cause)),
                                            reason.subject, due->rolls_back ? "rollback" : "ask"});
    if (due->rolls_back) {
      decision.events.push_back(request_rollback(situation, {reason}));
      return Escalated::rolls_back;
    }
    escalated = Escalated::asks;
  }
  return escalated;
}

/// Trouble is told of once while it lasts. What comes and goes must not bury a chat in messages,
/// nor stay untold when it has come to stay.
bool is_to_be_told(const Situation& situation, const PhaseState& current, Decision& decision) {
  constexpr Duration k_apart = minutes(10);
  const TrackState& track = situation.state.tracks.at(current.track);
  if (track.is_told)
    return false;
  const Instant due = track.told_at ? *track.told_at + k_apart : situation.now;
  if (situation.now < due)
    decision.wake = std::min(decision.wake, due);
  return situation.now >= due;
}

void pin_baselines(const Situation& situation, const PhaseState& current, Decision& decision) {
  const Window& window = window_of(situation.windows, current.track);
  for (const plan::Metric& metric : situation.plan.metrics) {
    if (!metric.baseline || !metric.baseline->query)
      continue;
    for (const std::string& series : plan::series_of(metric)) {
      const Window::Series& readings = window.series(metric.id, series);
      std::size_t behind = readings.size();
      while (behind > 0 && !readings.baseline(behind - 1))
        --behind;
      if (behind > 0)
        decision.events.push_back(BaselinePinned{current.track, current.id, metric.id, series,
                                                 *readings.baseline(behind - 1),
                                                 readings.times()[behind - 1], ""});
    }
  }
}

} // namespace

std::optional<Escalation> escalation_of(const plan::Plan& plan, const PhaseState& current,
                                        const plan::Phase& phase, const Reason& reason) {
  const plan::HoldPolicy policy = plan::hold_policy(plan, threshold_of(plan, reason), reason.cause);
  if (!can_escalate(reason) || policy.then == plan::HoldPolicy::Then::hold)
    return std::nullopt;
  // A phase with a range of observation may use all of it before a hold counts as one.
  const Instant counted_from = current.started_at
                                   ? std::max(reason.since, *current.started_at + phase.observe_max)
                                   : reason.since;
  return Escalation{counted_from + policy.within, policy.then == plan::HoldPolicy::Then::rollback};
}

Decision try_enter(const Situation& situation, const plan::Phase& phase) {
  Decision decision;
  const std::string& only = situation.mandate.enter;
  if (!situation.mandate.may_enter || (!only.empty() && only != plan::phase_name(phase)))
    return decision;
  EntryBlocks blocks =
      entry_blocks(situation.plan, situation.state, situation.ledger, &phase, situation.now);
  if (!blocks.reasons.empty()) {
    decision.entry_blocks = std::move(blocks.reasons);
    decision.entry_at = blocks.ends_at;
    decision.wake = blocks.ends_at;
    return decision;
  }
  const auto share = share_in(situation.plan, situation.state, phase);
  decision.events.push_back(PhaseEntered{phase.track, phase.id, share.value_or(0.0)});
  decision.busy = true;
  return decision;
}

void leave_or_hold(const Situation& situation, const PhaseState& current, const plan::Phase& phase,
                   GateResult gate, Decision& decision) {
  note_gate(decision, current.track, gate);
  const Verdict verdict = gate.verdict;
  const std::vector<Reason> reasons = gate.reasons;
  if (auto event = verdict_event(situation, current, std::move(gate)))
    decision.events.push_back(std::move(*event));
  if (verdict == Verdict::promote) {
    if (!current.passed_at) {
      pin_baselines(situation, current, decision);
      decision.events.push_back(PhasePassed{current.track, current.id});
    }
    return;
  }
  const bool worries = std::any_of(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return is_worrying(situation.state, phase, reason);
  });
  const Escalated escalated = escalate(situation, current, phase, reasons, decision);
  if (escalated == Escalated::rolls_back)
    return; // Which has messages of its own.
  if (escalated == Escalated::asks || (worries && is_to_be_told(situation, current, decision)))
    if (auto message = prepare_message(situation, "held", &phase, reasons))
      decision.events.push_back(std::move(*message));
}

} // namespace relctl::core
