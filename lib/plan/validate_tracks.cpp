// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace relctl::plan {
namespace {

bool is_declared(const Plan& plan) {
  return std::any_of(plan.tracks.begin(), plan.tracks.end(),
                     [](const Track& track) { return track.id != k_main_track; });
}

void check_ids(const Plan& plan, Findings& findings) {
  for (const Track& track : plan.tracks) {
    if (track.id == "rollback" || track.id == "before")
      findings.error(track.mark, "reserved-id",
                     "track id " + quoted(track.id) + " is kept for relctl's own stages",
                     "rename the track");
    const bool is_phase = std::any_of(plan.phases.begin(), plan.phases.end(),
                                      [&](const Phase& phase) { return phase.id == track.id; });
    if (is_phase)
      findings.error(track.mark, "duplicate-id",
                     "track " + quoted(track.id) + " has the name of a phase",
                     "rename one of them");
  }
}

void check_track_phases(const Plan& plan, Findings& findings) {
  for (const Track& track : plan.tracks) {
    const bool exposes =
        std::any_of(plan.phases.begin(), plan.phases.end(),
                    [&](const Phase& phase) { return phase.track == track.id && !phase.bake; });
    if (!exposes && !is_observation_only(plan))
      findings.error(track.mark, "no-phases",
                     "track " + quoted(track.id) + " has no phase that exposes the version",
                     "declare at least one under its phases");
  }
}

/// Whether the track waits, over any number of others, for `goal`.
bool waits_for(const Plan& plan, const Track& track, const std::string& goal,
               std::set<std::string>& seen) {
  for (const std::string& id : track.after) {
    if (id == goal)
      return true;
    const Track* other = find_track(plan, id);
    if (other != nullptr && seen.insert(id).second && waits_for(plan, *other, goal, seen))
      return true;
  }
  return false;
}

void check_track_order(const Plan& plan, Findings& findings) {
  const std::vector<std::string> known = ids_of(plan.tracks);
  for (const Track& track : plan.tracks) {
    for (const std::string& id : track.after)
      if (find_track(plan, id) == nullptr)
        findings.error(track.mark, "unknown-track",
                       "track " + quoted(track.id) + " comes after track " + quoted(id) +
                           ", which does not exist",
                       name_remedy(id, known, "tracks"));
    std::set<std::string> seen;
    if (waits_for(plan, track, track.id, seen))
      findings.error(track.mark, "track-cycle", "track " + quoted(track.id) + " comes after itself",
                     "break the circle of 'after'");
  }
}

/// Two tracks that set the same weights undo each other's traffic.
void check_weights(const Plan& plan, Findings& findings) {
  std::map<std::string, const Phase*> owner;
  std::set<std::string> told;
  for (const Phase& phase : plan.phases)
    for (const std::string& id : phase.enter) {
      const Step* step = find_step(plan, id);
      const auto* weights = step == nullptr ? nullptr : std::get_if<HaproxyAction>(&step->action);
      if (weights == nullptr)
        continue;
      const Phase*& first = owner[weights->socket.text + " " + weights->backend];
      if (first != nullptr && first->track != phase.track && told.insert(id).second)
        findings.error(step->mark, "weights-shared",
                       "step " + quoted(id) + " sets the weights of backend " +
                           quoted(weights->backend) + " in track " + quoted(phase.track) +
                           ", which track " + quoted(first->track) + " sets too",
                       "give each track a backend of its own");
      if (first == nullptr)
        first = &phase;
    }
}

} // namespace

void validate_tracks(const Plan& plan, Findings& findings) {
  if (!is_declared(plan))
    return;
  check_ids(plan, findings);
  check_track_phases(plan, findings);
  check_track_order(plan, findings);
  check_weights(plan, findings);
}

} // namespace relctl::plan
