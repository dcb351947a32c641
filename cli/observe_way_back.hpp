// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "core/event_observation.hpp"

#include <string>

namespace relctl::cli {

/// What came of taking a release back.
struct WayBack {
  ExitCode code;        ///< `breached` where it does not go back.
  std::string document; ///< As JSON, for the observation's document; none where that is no JSON.
};

/// Takes back the release that the dead service belongs to and no other, as relctl's own decision:
/// a point of no return still waits for a person. What is over, or has a newer one of its plan over
/// it, stays as it is, and that is said.
[[nodiscard]] WayBack bring_back(Session& session, const Arguments& arguments, ports::AuditLog& log,
                                 const core::LivenessLost& lost);

} // namespace relctl::cli
