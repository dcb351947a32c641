// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "engine/engine.hpp"

#include <optional>
#include <string>

namespace relctl::cli {

/// How far `advance` and `run` are to go.
struct AdvanceRequest {
  bool wait = false;
  bool dry = false;
  bool to_the_end = false;           ///< run
  std::string to;                    ///< A phase; empty is the next.
  std::optional<std::string> expect; ///< A phase of any track, `-` for none, or a position.
  std::optional<Duration> timeout;
};
[[nodiscard]] Result<AdvanceRequest> read_advance_request(const Arguments& arguments);

/// not_found when --to or --expect names a phase that the plan does not have; says which it has.
[[nodiscard]] Result<void> names_phases(const AdvanceRequest& request, const plan::Plan& plan);

/// Refused when the release is not where --expect says, naming where it is.
[[nodiscard]] Result<void> meets_expectation(const AdvanceRequest& request,
                                             const engine::ReleaseView& view);

/// What --to asks of a release in this state: nothing, since the phase has been entered, or to go
/// on. Refused when the phase is not the next one; not_found when the plan has none by that name.
enum class Ahead { already_there, go_on };
[[nodiscard]] Result<Ahead> way_to(const AdvanceRequest& request, const plan::Plan& plan,
                                   const core::State& state);

/// The goal of the request for a release in this state. An advance enters at most one phase.
[[nodiscard]] engine::Goal goal_of(const AdvanceRequest& request, const plan::Plan& plan,
                                   const core::State& state, Instant now);

/// The code of an advance that reached its goal: 0 when a phase was passed or entered as asked or
/// the release is complete, else where it stands.
[[nodiscard]] ExitCode code_of_advance(const AdvanceRequest& request, const plan::Plan& plan,
                                       const core::State& before, const engine::ReleaseView& after,
                                       const engine::Outcome& outcome, Instant now);

} // namespace relctl::cli
