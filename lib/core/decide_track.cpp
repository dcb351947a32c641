// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "core/decide_parts.hpp"
#include "core/incidents.hpp"
#include "core/measure.hpp"
#include "core/messages.hpp"
#include "core/phase_exit.hpp"
#include "core/rendering.hpp"
#include "core/values.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace relctl::core {
namespace {

using plan::Cause;

std::vector<plan::Step> entering_steps(const plan::Plan& plan, const plan::Phase& phase) {
  std::vector<plan::Step> steps;
  for (const std::string& id : phase.enter)
    if (const plan::Step* step = plan::find_step(plan, id))
      steps.push_back(*step);
  return steps;
}

/// Whether a person has to see to the step; the phase is held until then.
bool hold_if_stuck(const StepProgress& progress, GateResult& gate) {
  if (progress.kind == StepProgress::Kind::done || progress.kind == StepProgress::Kind::busy)
    return false;
  gate.reasons.insert(gate.reasons.begin(), stuck_reason(progress));
  gate.verdict = std::max(gate.verdict, Verdict::hold);
  return true;
}

/// Runs the entering steps of the current phase; its observation starts with the last of them.
Decision enter_phase(const Situation& situation, const PhaseState& current,
                     const plan::Phase& phase) {
  Decision decision;
  StepProgress progress = advance_steps(situation, entering_steps(situation.plan, phase),
                                        {phase.track, phase.id, "enter", ""});
  if (progress.kind == StepProgress::Kind::done) {
    decision.events.push_back(PhaseStarted{phase.track, phase.id, situation.inputs.clock});
    const bool is_first = plan::phase_before(situation.plan, phase) == nullptr;
    if (auto message = prepare_message(situation, is_first ? "started" : "promoted", &phase, {}))
      decision.events.push_back(std::move(*message));
    return decision;
  }
  if (GateResult stuck; hold_if_stuck(progress, stuck))
    leave_or_hold(situation, current, phase, std::move(stuck), decision);
  merge(decision, std::move(progress));
  return decision;
}

/// Whether a measurement of the track is under way.
bool is_measuring(const Inputs& inputs, const std::string& track) {
  return std::any_of(inputs.measuring.begin(), inputs.measuring.end(),
                     [&](const std::string& subject) { return subject.starts_with(track + "/"); });
}

bool is_asking(const Inputs& inputs, const std::string& track) {
  return is_measuring(inputs, track) ||
         std::any_of(inputs.live.begin(), inputs.live.end(), [&](const std::string& id) {
           const auto probe = parse_probe_id(id);
           return probe && probe->track == track;
         });
}

/// Breaches roll back while the next phase is being entered too: the one before is still under
/// observation.
void add_observation(const Situation& situation, const Subject& subject, Decision& decision) {
  if (!situation.mandate.measures)
    return;
  Due due = due_now(situation, subject);
  decision.busy |= !due.measurements.empty() || !due.probes.empty() ||
                   is_asking(situation.inputs, subject.track);
  decision.measurements = std::move(due.measurements);
  decision.probes = std::move(due.probes);
  decision.wake = std::min(decision.wake, due.wake);
}

/// The part to take back, where the breaches are about one part alone; empty for everything. Two
/// parts that fail at once, or one while another is being taken back, are the release failing.
std::string scope_to_take_back(const Situation& situation, const std::vector<Reason>& reasons) {
  std::set<std::string> scopes;
  for (const Reason& reason : reasons) {
    const plan::Threshold* threshold =
        plan::find_threshold(situation.plan, reason.subject.substr(0, reason.subject.find('[')));
    if (reason.cause == Cause::breach && threshold != nullptr &&
        threshold->then.kind == plan::Consequence::Kind::rollback)
      scopes.insert(threshold->then.scope);
  }
  for (const LevelBreach& breach : level_breaches(situation.plan, situation.state, situation.now))
    if (breach.then.kind == plan::Consequence::Kind::rollback)
      scopes.insert(breach.then.scope);
  return scopes.size() == 1 && !situation.state.rollback ? *scopes.begin() : "";
}

void roll_back(const Situation& situation, const PhaseState& phase, GateResult gate,
               Decision& decision) {
  const Event request =
      request_rollback(situation, gate.reasons, scope_to_take_back(situation, gate.reasons));
  if (auto verdict = verdict_event(situation, phase, std::move(gate)))
    decision.events.push_back(std::move(*verdict));
  decision.events.push_back(request);
}

/// Takes the step that a breach names one further; it runs once in the phase.
void run_consequence(const Situation& situation, const plan::Phase& phase, const std::string& id,
                     bool is_breached, GateResult& gate, Decision& decision) {
  const StepAddress address{phase.track, phase.id, "consequence", id};
  const plan::Step* step = plan::find_step(situation.plan, id);
  if (step == nullptr || !(is_breached || has_begun(situation.state, *step, address)))
    return;
  StepProgress progress = advance_step(situation, *step, address);
  hold_if_stuck(progress, gate);
  merge(decision, std::move(progress));
}

bool is_breached(const GateResult& gate, const plan::Threshold& threshold) {
  return std::any_of(gate.reasons.begin(), gate.reasons.end(), [&](const Reason& reason) {
    return reason.cause == Cause::breach &&
           (reason.subject == threshold.id || reason.subject.starts_with(threshold.id + "["));
  });
}

/// The steps that thresholds and levels of incidents name, each once.
void run_consequences(const Situation& situation, const plan::Phase& phase, GateResult& gate,
                      Decision& decision) {
  using ConsequenceKind = plan::Consequence::Kind;
  std::map<std::string, bool> steps;
  for (const plan::Threshold& threshold : situation.plan.thresholds)
    if (threshold.then.kind == ConsequenceKind::run_step)
      steps[threshold.then.step] |= is_breached(gate, threshold);
  for (const plan::IncidentLevel& level : situation.plan.incident_levels)
    if (level.then && level.then->kind == ConsequenceKind::run_step)
      steps[level.then->step] |= false;
  for (const LevelBreach& breach : level_breaches(situation.plan, situation.state, situation.now))
    if (breach.then.kind == ConsequenceKind::run_step)
      steps[breach.then.step] = true;
  for (const auto& [id, breached] : steps)
    run_consequence(situation, phase, id, breached, gate, decision);
}

/// A person may have an entering step done again while the phase is observed: to put traffic back,
/// for one. Whether that is under way.
bool redo_entry(const Situation& situation, const plan::Phase& phase, GateResult& gate,
                Decision& decision) {
  StepProgress progress = advance_steps(situation, entering_steps(situation.plan, phase),
                                        {phase.track, phase.id, "enter", ""});
  const bool is_under_way =
      progress.kind != StepProgress::Kind::done && !hold_if_stuck(progress, gate);
  merge(decision, std::move(progress));
  return is_under_way;
}

/// A check that relctl asks again by itself keeps the phase.
bool fails_by_itself(const plan::Phase& phase, const GateResult& gate) {
  return std::any_of(gate.reasons.begin(), gate.reasons.end(), [&](const Reason& reason) {
    return reason.blocks && reason.cause == Cause::check &&
           std::any_of(phase.checks.begin(), phase.checks.end(), [&](const plan::Check& check) {
             return check.step && check.id == reason.subject;
           });
  });
}

/// At the end of the observation every check is asked, before it those that are repeated.
void add_checks(const Situation& situation, const Subject& subject, GateResult& gate,
                Decision& decision) {
  const plan::Phase& phase = *subject.phase;
  if (phase.checks.empty())
    return; // The gate is what it is.
  const bool at_end = situation.now >= observation_end(situation, subject, gate.findings);
  CheckResult checks = run_checks(situation, phase.checks, {phase.track, phase.id, "check", ""},
                                  at_end ? Checking::all : Checking::repeated);
  gate = judge_gate(situation, subject, std::move(checks.reasons));
  if (fails_by_itself(phase, gate))
    gate.retry_at = std::min(gate.retry_at, checks.decision.wake);
  decision.wake = std::min(decision.wake, checks.decision.wake);
  decision.busy |= checks.decision.busy;
  decision.events = std::move(checks.decision.events);
  decision.stop = std::move(checks.decision.stop);
}

/// What a person is told while a source has not been asked about all that went by.
GateResult without_gaps(const plan::Phase& phase, GateResult gate) {
  std::erase_if(gate.reasons, [](const Reason& reason) {
    return reason.cause == Cause::nodata || reason.cause == Cause::gap ||
           reason.cause == Cause::coverage;
  });
  gate.reasons.push_back(
      {Cause::observing, phase.id, "readings since the last are still to be asked for", {}, true});
  return gate;
}

/// Judges the phase under observation and says what follows from it.
Decision observe_phase(const Situation& situation, const PhaseState& current,
                       const plan::Phase& phase) {
  Decision decision;
  if (const auto by = clock_set_by(situation, current.clock, *current.started_at, phase.observe)) {
    decision.events.push_back(PhaseStarted{phase.track, phase.id, situation.inputs.clock, by});
    return decision;
  }
  const Subject subject{&phase, *current.started_at, current.track};
  add_observation(situation, subject, decision);

  GateResult gate = judge_gate(situation, subject, {});
  if (gate.verdict != Verdict::rollback)
    add_checks(situation, subject, gate, decision);
  if (gate.verdict == Verdict::rollback) {
    roll_back(situation, current, std::move(gate), decision);
    return decision;
  }
  // Where nothing is measured, the end of the observation is all that there is to wake for.
  if (const Instant end = observation_end(situation, subject, gate.findings); situation.now < end)
    decision.wake = std::min(decision.wake, end);
  const bool is_entering = redo_entry(situation, phase, gate, decision);
  run_consequences(situation, phase, gate, decision);
  if (!decision.events.empty())
    return decision;
  // What has been asked for may change the verdict: it waits for the answers, a promotion for all
  // of them, and for what is done again.
  const bool awaits_answer = gate.verdict == Verdict::promote &&
                             (is_entering || is_measuring(situation.inputs, current.track));
  if (!decision.measurements.empty() || awaits_answer)
    return decision;
  if (awaits_history(situation, subject)) {
    if (!situation.mandate.measures)
      note_gate(decision, current.track, without_gaps(phase, std::move(gate)));
    return decision;
  }
  leave_or_hold(situation, current, phase, std::move(gate), decision);
  return decision;
}

/// Of a phase that is not measured yet, people's incidents are all that is known.
Decision watch_incidents_of(const Situation& situation, const PhaseState& current,
                            const plan::Phase& phase) {
  Decision decision;
  GateResult gate = judge_incidents(situation, {&phase, current.entered_at, current.track});
  if (gate.verdict == Verdict::rollback)
    roll_back(situation, current, std::move(gate), decision);
  return decision;
}

/// While the next phase's steps run, the phase before is watched for breaches; before the first,
/// incidents are.
Decision enter_under_watch(const Situation& situation, const PhaseState& current,
                           const plan::Phase& phase) {
  Decision decision = enter_phase(situation, current, phase);
  const PhaseState* before = observed_phase(situation.state, current.track);
  Decision watch = before == nullptr || before == &current
                       ? watch_incidents_of(situation, current, phase)
                       : watch_phase(situation, *before);
  if (!watch.events.empty())
    return watch;
  merge(decision, std::move(watch));
  return decision;
}

} // namespace

Decision watch_phase(const Situation& situation, const PhaseState& observed) {
  Decision decision;
  const plan::Phase* phase = plan_phase(situation.plan, &observed);
  RELCTL_CHECK(phase != nullptr);
  const Subject subject{phase, *observed.started_at, observed.track};
  GateResult gate = judge_gate(situation, subject, {});
  if (gate.verdict == Verdict::rollback)
    roll_back(situation, observed, std::move(gate), decision);
  else
    add_observation(situation, subject, decision);
  return decision;
}

Decision decide_track(const Situation& situation, const PhaseState& current) {
  const plan::Phase* phase = plan_phase(situation.plan, &current);
  RELCTL_CHECK(phase != nullptr);
  return current.started_at ? observe_phase(situation, current, *phase)
                            : enter_under_watch(situation, current, *phase);
}

} // namespace relctl::core
