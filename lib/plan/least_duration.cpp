// SPDX-License-Identifier: Apache-2.0
#include "plan/least_duration.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// From the start to the earliest end of the track; the tracks before it come first.
Duration least_end(const Plan& plan, const Track& track) {
  Duration begin;
  for (const std::string& id : track.after)
    if (const Track* before = find_track(plan, id))
      begin = std::max(begin, least_end(plan, *before));
  for (const Phase& phase : plan.phases)
    if (phase.track == track.id)
      begin = begin + phase.observe;
  return begin;
}

} // namespace

Duration least_duration(const Plan& plan) {
  Duration longest;
  for (const Track& track : plan.tracks)
    longest = std::max(longest, least_end(plan, track));
  return longest;
}

} // namespace relctl::plan
