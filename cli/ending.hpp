// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/narrator.hpp"
#include "cli/session.hpp"
#include "core/standing.hpp"
#include "engine/engine.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

[[nodiscard]] ExitCode exit_code_of(core::Standing standing);

/// The code that the way run() ended asks for by itself: signal, timeout, another process. None
/// when the goal was reached.
[[nodiscard]] std::optional<ExitCode> exit_code_of(const engine::Outcome& outcome);

/// Every reason why the release is where it is: of the no-go, of the verdicts, of an incomplete
/// rollback, or of what keeps the next phase from being entered.
[[nodiscard]] std::vector<core::Reason> reasons_of(const plan::Plan& plan,
                                                   const engine::ReleaseView& view, Instant now);

/// Where the release stands, in one line: `demo-1.4.0 in p20: passed; next is p50`.
[[nodiscard]] std::string standing_line(const plan::Plan& plan, const engine::ReleaseView& view,
                                        Instant now);

/// All that a command which acted says at its end.
struct Ending {
  std::string command; ///< `advance`; names the schema.
  ExitCode code = ExitCode::ok;
  std::string line; ///< For a person.
  const plan::Plan& plan;
  const engine::ReleaseView& view;
  Instant now;
  const std::vector<core::MessagePrepared>& messages;
};

/// One line and, on standard error, what to do next; or one JSON document
/// `relctl.<command>/1`, whose anchor is null where the log does not hold it. Returns its code.
ExitCode print_ending(Session& session, const Ending& ending);

} // namespace relctl::cli
