// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "engine/release_log.hpp"
#include "planfile/plan_yaml.hpp"

#include <string>

namespace relctl::cli {

/// Sends a test message to every channel of the plan, or to the one that is named, and says of each
/// whether it took it. Nothing is recorded. `error` when one did not.
ExitCode try_channels(Session& session, const planfile::LoadedPlan& loaded,
                      const core::State& state, const std::string& channel);

/// Sends everything that no channel of the release has taken. `error` when something is left.
ExitCode send_again(Session& session, const engine::ReleaseView& view);

/// Records the rendered text as a message and sends it to the channels of its template.
ExitCode send_by_hand(Session& session, const engine::ReleaseView& view, const std::string& comms,
                      const plan::Phase* phase, const std::string& text);

} // namespace relctl::cli
