// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/messages.hpp"
#include "core/next_phases.hpp"
#include "core/phase_exit.hpp"
#include "core/wording.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

bool asks_for_rollback(const Decision& decision) {
  return std::any_of(decision.events.begin(), decision.events.end(), [](const Event& event) {
    return std::holds_alternative<RollbackRequested>(event);
  });
}

/// The track's current phase, where its gate holds at this moment; null otherwise.
const plan::Phase* promoted_phase(const Situation& situation, const std::string& track,
                                  const Decision& decision) {
  const PhaseState* current = current_phase(situation.state, track);
  const GateNow* gate = gate_of(decision, track);
  if (current == nullptr || gate == nullptr || gate->verdict != Verdict::promote)
    return nullptr;
  return plan::find_phase(situation.plan, track, current->id);
}

/// Through its last phase, and the gate of that still holds: a promotion that is hours old is not
/// evidence.
bool has_ended(const Situation& situation, const std::string& track, const Decision& decision) {
  const plan::Phase* phase = promoted_phase(situation, track, decision);
  return phase != nullptr && plan::phase_after(situation.plan, *phase) == nullptr;
}

/// The phase that the track could enter now; null for none.
const plan::Phase* enterable_phase(const Situation& situation, const plan::Track& track,
                                   const Decision& decision) {
  if (current_phase(situation.state, track.id) != nullptr) {
    const plan::Phase* phase = promoted_phase(situation, track.id, decision);
    return phase == nullptr ? nullptr : plan::phase_after(situation.plan, *phase);
  }
  const bool is_its_turn =
      std::all_of(track.after.begin(), track.after.end(),
                  [&](const std::string& other) { return has_ended(situation, other, decision); });
  return is_its_turn ? plan::first_phase(situation.plan, track.id) : nullptr;
}

/// Enters the first phase, in the plan's order, that can be and may be.
void enter_one(const Situation& situation, Decision& decision) {
  for (const plan::Track& track : situation.plan.tracks) {
    const plan::Phase* phase = enterable_phase(situation, track, decision);
    if (phase == nullptr || is_out(situation.plan, situation.state, track.id))
      continue;
    Decision entry = try_enter(situation, *phase);
    if (decision.entry_blocks.empty()) {
      decision.entry_blocks = std::move(entry.entry_blocks);
      decision.entry_at = entry.entry_at;
    }
    merge(decision, std::move(entry));
    if (!decision.events.empty())
      return;
  }
}

void complete(const Situation& situation, Decision& decision) {
  const ReleaseOpened& opened = situation.state.opened;
  decision.events.push_back(ReleaseCompleted{opened.version});
  decision.events.push_back(VersionStable{opened.plan, opened.version, situation.state.release});
  const PhaseState* last = current_phase(situation.state);
  const plan::Phase* phase = plan::find_phase(situation.plan, last->track, last->id);
  if (auto message = prepare_message(situation, "completed", phase, {}))
    decision.events.push_back(std::move(*message));
}

} // namespace

Event request_rollback(const Situation& situation, const std::vector<Reason>& reasons,
                       const std::string& scope) {
  // People read this during an incident: what caused it, not all that was also open.
  std::vector<Reason> causes = reasons;
  if (std::any_of(causes.begin(), causes.end(),
                  [](const Reason& r) { return r.cause == Cause::breach; }))
    std::erase_if(causes, [](const Reason& r) { return r.cause != Cause::breach; });
  RollbackRequested request{situation.state.opened.stable, word_reasons(causes), "relctl", true,
                            false};
  if (const plan::RollbackScope* part = plan::find_scope(situation.plan, scope)) {
    request.scope = part->id;
    request.tracks = part->tracks;
  }
  return request;
}

Decision decide_phases(const Situation& situation) {
  Decision decision;
  for (const plan::Track& track : situation.plan.tracks) {
    const PhaseState* current = current_phase(situation.state, track.id);
    if (current == nullptr || is_out(situation.plan, situation.state, track.id))
      continue;
    Decision own = decide_track(situation, *current);
    // A rollback is for all tracks, whatever the others say.
    if (asks_for_rollback(own))
      return own;
    merge(decision, std::move(own));
  }
  const auto& tracks = situation.plan.tracks;
  const bool have_all_ended =
      std::all_of(tracks.begin(), tracks.end(), [&](const plan::Track& track) {
        return is_out(situation.plan, situation.state, track.id) ||
               has_ended(situation, track.id, decision);
      });
  if (have_all_ended && !is_nothing_left(situation.plan, situation.state))
    complete(situation, decision);
  else if (decision.events.empty())
    enter_one(situation, decision);
  return decision;
}

} // namespace relctl::core
