// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ledger.hpp"
#include "core/standing.hpp"

#include <optional>
#include <string>

namespace relctl::core {

/// What keeps a release, of which everything entered has passed, from entering its next phase; see
/// EntryBlocks.
struct Stop {
  std::string why;              ///< `all releases are frozen by carol until …: holiday`
  std::string who;              ///< Who said so, and may end it; empty: nobody in particular.
  std::string command;          ///< What ends it, without the program; empty: only time.
  std::optional<Instant> until; ///< When it ends by itself.
};
[[nodiscard]] std::optional<Stop> stop_ahead(const plan::Plan& plan, const State& state,
                                             const Ledger& ledger, Instant now);

/// standing_of(state), with a stop ahead as pending.
[[nodiscard]] Standing standing_of(const plan::Plan& plan, const State& state, const Ledger& ledger,
                                   Instant now);

/// advise() that knows of a stop ahead.
[[nodiscard]] Advice advise(const plan::Plan& plan, const State& state, const Ledger& ledger,
                            Instant now, const std::string& program);

} // namespace relctl::core
