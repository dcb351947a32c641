// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "core/statement.hpp"

#include <functional>
#include <string>

namespace relctl::cli {

/// A fact that a person states about a release.
struct Fact {
  std::string command; ///< `approve`; names the schema.
  std::string done;    ///< What has been recorded, in one line; said when it has been.
  /// Given the pinned plan. Refuses with an error.
  std::function<Result<core::Statement>(const plan::Plan&, const engine::ReleaseView&)> statement;
  bool acts = true;     ///< False for a fact that no decision rests on, such as a note.
  bool settles = false; ///< Meant to get the release on: the code is that of what still stops it.
};

/// Records the fact, then decides and acts on it before it returns: nobody else would. Does not act
/// with --record-only, nor where another relctl holds the release, which takes note by itself.
ExitCode state_fact(Session& session, const Arguments& arguments, const Fact& fact);

/// `--record-only`, for commands that state a fact.
[[nodiscard]] OptionSpec record_only_option();

/// Whether the person who acts may act in the role: it has no members, or is one of them. Refused
/// with the members and the flag to set otherwise.
[[nodiscard]] Result<void> may_act_as(const Session& session, const plan::Plan& plan,
                                      const std::string& role);

/// The instant given by `--until` or, counted from `now`, by `--for`; none without both.
[[nodiscard]] Result<std::optional<Instant>> end_of(const Arguments& arguments, Instant now);

} // namespace relctl::cli
