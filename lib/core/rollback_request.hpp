// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/ledger.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// What a person wants back.
struct RollbackWish {
  std::string to;    ///< Canonical; empty is the version that the release goes back to by itself.
  std::string scope; ///< The part that is taken back; empty is everything.
  bool unknown_ok = false; ///< A version is meant that is not on record, or was rolled back itself.
  bool resume = false;     ///< Failed steps run again.
};

/// What a rollback means for a release as it stands.
enum class RollbackCase {
  nothing,      ///< It is at the version already.
  unexposed,    ///< Nothing has been exposed: the release is given up.
  fresh,        ///< A rollback is asked for.
  under_way,    ///< One is under way and goes on.
  again,        ///< One is incomplete; a person continues it.
  needs_resume, ///< One is incomplete, and it was not said that failed steps run again.
};
[[nodiscard]] RollbackCase case_of(const State& state, const RollbackWish& wish,
                                   const std::string& to);

/// The version to go back to: as asked, else that of the rollback under way, else the stable one.
/// Refuses the release's own version, one that the log has never seen (unless that was said to be
/// fine), and another than that of a rollback under way.
[[nodiscard]] Result<std::string> target_of(const State& state, const Ledger& ledger,
                                            const RollbackWish& wish);

/// Refused when the plan has no such scope, or the release is not in a phase that it could be taken
/// back from.
[[nodiscard]] Result<void> check_scope(const plan::Plan& plan, const State& state,
                                       const std::string& scope);

/// Refused, of a rollback that is asked for now, for a version that was rolled back itself, unless
/// that was said to be fine: of the release's own stable version only when that happened since it
/// was opened.
[[nodiscard]] Result<void> may_go_back_to(const State& state, const Ledger& ledger,
                                          const RollbackWish& wish, const std::string& to);

/// How it stands already, in one line: of RollbackCase::nothing.
[[nodiscard]] std::string nothing_to_take_back(const State& state, const RollbackWish& wish,
                                               const std::string& to);

/// The request, with the tracks of its scope; nothing is confirmed by it yet.
[[nodiscard]] RollbackRequested rollback_requested(const plan::Plan& plan, const std::string& scope,
                                                   std::string to, std::string reason,
                                                   std::string as);

/// Refused while a phase is under way, where a drill would disturb what is observed, and without a
/// step to rehearse.
[[nodiscard]] Result<void> may_drill(const plan::Plan& plan, const State& state);

/// The points of no return that may still be passed on the way back of that scope.
[[nodiscard]] std::vector<std::string>
points_of_no_return(const plan::Plan& plan, const State& state, const std::string& scope);

} // namespace relctl::core
