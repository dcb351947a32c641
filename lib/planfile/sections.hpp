// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/draft.hpp"
#include "planfile/field.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

// Each reads one top-level key of a plan into the draft. A key that the plan leaves out is passed
// over.

void read_roles(const Field& field, Draft& draft);
void read_vars(const Field& field, Draft& draft);
void read_sources(const Field& field, Draft& draft);
void read_metrics(const Field& field, Draft& draft);
void read_thresholds(const Field& field, Draft& draft);
void read_holds(const Field& field, Draft& draft);
void read_incidents(const Field& field, Draft& draft);
void read_components(const Field& field, Draft& draft);
void read_compatible(const Field& field, Draft& draft);
void read_windows(const Field& field, Draft& draft);
void read_trains(const Field& field, Draft& draft);
void read_signoff(const Field& field, Draft& draft);
void read_steps(const Field& field, Draft& draft);
/// After read_steps: `use` copies one of them, as it does in phases and in the way back.
void read_before(const Field& field, Draft& draft);
void read_after(const Field& field, Draft& draft);
/// The phases of a track.
void read_phases(const Field& field, const std::string& track, Draft& draft);
/// After read_phases: the bake keeps the traffic of the track's last phase.
void read_bake(const Field& field, const std::string& track, Draft& draft);
/// Tracks, each with its phases and bake.
void read_tracks(const Field& field, Draft& draft);
void read_rollback(const Field& field, Draft& draft);
void read_channels(const Field& field, Draft& draft);
void read_comms(const Field& field, Draft& draft);
/// After read_sources: the first of them is where metric families are looked for.
void read_observe(const Field& field, Draft& draft);

} // namespace relctl::planfile
