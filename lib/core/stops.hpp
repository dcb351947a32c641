// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ledger.hpp"
#include "core/standing.hpp"

#include <optional>
#include <string>

namespace relctl::core {

/// A pause, a freeze or both that keep a release, of which everything entered has passed, from
/// entering its next phase.
struct Stop {
  std::string why;              ///< `all releases are frozen until … by carol: holiday`
  std::string who;              ///< Who said so, and may end it.
  std::string command;          ///< Without the program: `unfreeze`, `resume`.
  std::optional<Instant> until; ///< When it ends by itself.
};
[[nodiscard]] std::optional<Stop> stop_ahead(const State& state, const Ledger& ledger, Instant now);

/// standing_of(state), with a stop ahead as pending.
[[nodiscard]] Standing standing_of(const State& state, const Ledger& ledger, Instant now);

/// advise() that knows of a stop ahead.
[[nodiscard]] Advice advise(const plan::Plan& plan, const State& state, const Ledger& ledger,
                            Instant now, const std::string& program);

} // namespace relctl::core
