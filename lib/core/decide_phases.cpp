// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/messages.hpp"
#include "core/next_phases.hpp"
#include "core/phase_exit.hpp"
#include "core/values.hpp"
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

/// The gate of the track's current phase holds at this moment: a promotion that is hours old is not
/// evidence.
bool is_promoted(const Decision& decision, const std::string& track) {
  const GateNow* gate = gate_of(decision, track);
  return gate != nullptr && gate->verdict == Verdict::promote;
}

bool has_ended(const Situation& situation, const std::string& track, const Decision& decision) {
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(situation.state, track));
  return phase != nullptr && plan::phase_after(situation.plan, *phase) == nullptr &&
         is_promoted(decision, track);
}

/// Whether what the phase comes after, in its own track or in others, holds at this moment.
bool is_its_turn(const Situation& situation, const plan::Phase& phase, const Decision& decision) {
  if (current_phase(situation.state, phase.track) != nullptr)
    return is_promoted(decision, phase.track);
  const auto& after = plan::find_track(situation.plan, phase.track)->after;
  return std::all_of(after.begin(), after.end(),
                     [&](const std::string& other) { return is_promoted(decision, other); });
}

/// Enters the first phase, in the plan's order, that can be and may be.
void enter_one(const Situation& situation, Decision& decision) {
  for (const plan::Phase* phase : next_phases(situation.plan, situation.state)) {
    if (!is_its_turn(situation, *phase, decision))
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
