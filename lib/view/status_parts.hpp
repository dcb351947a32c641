// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/standing.hpp"
#include "view/status.hpp"

#include <string>
#include <string_view>

namespace relctl::view {

// The parts of status_text, top to bottom; each is empty when it has nothing to say, and ends with
// a line end otherwise.

[[nodiscard]] std::string phases_part(const StatusSubject& subject, const Style& style);
/// Thresholds, checks and approvals of each track's phase (before the first: the preconditions of
/// start).
[[nodiscard]] std::string gate_part(const StatusSubject& subject, const Style& style);
/// Steps that run, wait, failed or are in doubt, those of the rollback excepted.
[[nodiscard]] std::string steps_part(const StatusSubject& subject, const Style& style);
/// Exposure, open incidents, pause and freeze.
[[nodiscard]] std::string facts_part(const StatusSubject& subject, const Style& style);
[[nodiscard]] std::string rollback_part(const StatusSubject& subject, const Style& style);

/// What a phase is doing, in two words, with its mark.
struct PhaseStanding {
  Mark mark = Mark::idle;
  std::string_view name; ///< passed, entering, observing, held, left, taken back, to come.
};
[[nodiscard]] PhaseStanding standing_of_phase(const core::State& state, const plan::Phase& phase);

/// How the whole track was taken back; null while it stands.
[[nodiscard]] const core::TakenBack* taken_back_with(const core::State& state,
                                                     const std::string& track);

/// `plugin back at v1.3.9 since 2026-11-22T02:31:00Z`, each part that was taken back; empty where
/// none was.
[[nodiscard]] std::string taken_back_text(const core::State& state);

/// The newest time that the release was in the phase; null when it never was.
[[nodiscard]] const core::PhaseState* find_visit(const core::State& state,
                                                 const plan::Phase& phase);

/// Whether the stage is a good end, a bad one, or still open.
[[nodiscard]] Mark stage_mark(const core::State& state);

/// What keeps the release in its phase: time or a person (active), a breach (bad), or data that
/// cannot be trusted (unknown).
[[nodiscard]] Mark mark_of_hold(core::Standing standing);

[[nodiscard]] Mark mark_of(core::Status status);
[[nodiscard]] Mark mark_of(core::StepState::Status status);

/// Why the release stands as it does, and that nobody goes on with a way back where that is so.
[[nodiscard]] std::string why_of(const StatusSubject& subject, const core::Advice& advice);

/// `running 12s of 1m, attempt 2`, `failed: exit code 3`.
[[nodiscard]] std::string step_text(const core::StepState& step, Instant now);

} // namespace relctl::view
