// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/step.hpp"
#include "planfile/draft.hpp"
#include "planfile/map_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::planfile {

/// The keys under which an effect can stand: run, http, probe, haproxy, suite, artifact,
/// reconcile.
[[nodiscard]] const std::vector<std::string>& action_keys();

/// Those that a verify or a check may do: all but haproxy, which moves traffic.
[[nodiscard]] std::vector<std::string> reading_action_keys();

/// An argument vector; shell text is refused.
[[nodiscard]] plan::CommandAction read_run(const Field& field, Findings& findings);

/// The request that a channel sends; its address may come from the environment, and is then masked
/// like a secret.
[[nodiscard]] plan::HttpAction read_channel_http(const Field& field, Draft& draft);

/// Reads the action under `key`, one of action_keys().
[[nodiscard]] std::optional<plan::Action> read_action(MapReader& map, const std::string& key,
                                                      Draft& draft);

} // namespace relctl::planfile
