// SPDX-License-Identifier: Apache-2.0
#include "core/decide.hpp"

#include "core/decide_parts.hpp"
#include "core/incidents.hpp"

#include <algorithm>
#include <iterator>

namespace relctl::core {
namespace {

/// Leaves everything as it is, ending what still runs: on a signal, or when another process takes
/// over.
Decision let_go(const Situation& situation) {
  Decision decision;
  for (const StepState* step : running_steps(situation.state))
    if (const std::string id = effect_id(situation.state, *step);
        situation.inputs.live.contains(id))
      decision.stop.push_back(id);
  decision.busy = !decision.stop.empty();
  return decision;
}

bool is_yielded(const Situation& situation) {
  const auto& rollback = situation.state.rollback;
  return situation.mandate.yields_to_rollback && rollback && !rollback->settled &&
         !rollback->request.automatic;
}

Decision decide_stage(const Situation& situation) {
  if (is_drilling(situation.state))
    return decide_drill(situation);
  switch (situation.state.stage) {
  case Stage::opening:
  case Stage::no_go:
    return decide_start(situation);
  case Stage::ready:
    if (situation.mandate.starts)
      return decide_start(situation);
    return decide_phases(situation);
  case Stage::in_phase:
    return decide_phases(situation);
  case Stage::rolling_back:
    return decide_rollback(situation);
  case Stage::rolled_back:
    return decide_recovery(situation);
  case Stage::observing:
    return decide_observation(situation);
  case Stage::complete:
    return decide_after(situation);
  case Stage::incomplete:
  case Stage::closed:
    return {};
  }
  return {};
}

} // namespace

const GateNow* gate_of(const Decision& decision, const std::string& track) {
  for (const GateNow& gate : decision.gates)
    if (gate.track == track)
      return &gate;
  return nullptr;
}

void note_gate(Decision& decision, const std::string& track, const GateResult& gate) {
  GateNow now{track, gate.verdict, gate.reasons, std::nullopt};
  if (gate.retry_at != k_never)
    now.retry_at = gate.retry_at;
  decision.gates.push_back(std::move(now));
}

Reason stuck_reason(const StepProgress& progress) {
  const bool doubt = progress.kind == StepProgress::Kind::in_doubt;
  return {doubt ? plan::Cause::step_in_doubt : plan::Cause::step_failed, progress.step,
          (doubt ? k_in_doubt_text : k_failed_text) + progress.detail, progress.since, true};
}

void merge(Decision& decision, StepProgress progress) {
  for (Event& event : progress.events)
    decision.events.push_back(std::move(event));
  for (std::string& id : progress.stop)
    decision.stop.push_back(std::move(id));
  decision.wake = std::min(decision.wake, progress.wake);
  decision.busy |= progress.kind == StepProgress::Kind::busy;
}

void merge(Decision& decision, Decision other) {
  const auto take = [](auto& into, auto& from) {
    into.insert(into.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
  };
  take(decision.events, other.events);
  take(decision.stop, other.stop);
  take(decision.probes, other.probes);
  take(decision.measurements, other.measurements);
  take(decision.gates, other.gates);
  decision.wake = std::min(decision.wake, other.wake);
  decision.busy |= other.busy;
}

Decision decide(const Situation& situation) {
  if (std::vector<Event> events = absorb(situation); !events.empty()) {
    Decision decision;
    decision.events = std::move(events);
    decision.busy = true;
    return decision;
  }
  if (is_yielded(situation)) {
    Decision decision = let_go(situation);
    decision.yielded = true;
    return decision;
  }
  if (situation.inputs.signal != 0)
    return let_go(situation);
  IncidentWatch incidents = watch_incidents(situation);
  if (!incidents.events.empty()) {
    Decision decision;
    decision.events = std::move(incidents.events);
    decision.busy = true;
    return decision;
  }
  Decision decision = decide_stage(situation);
  decision.respond_by = incidents.wake;
  decision.wake = std::min(decision.wake, incidents.wake);
  return decision;
}

} // namespace relctl::core
