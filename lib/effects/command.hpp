// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <map>
#include <string>

namespace relctl::effects {

/// The part of relctl's own environment that commands see: PATH (a plain one where it is missing),
/// HOME, the user, the locale and a few more, listed in README.md. Nothing that changes how a
/// program is loaded or what a shell does.
[[nodiscard]] std::map<std::string, std::string>
allowed_environment(const std::map<std::string, std::string>& own);

/// What relctl-reader may see: besides that what libpq reads itself (PGPASSFILE, PGSSLROOTCERT …).
[[nodiscard]] std::map<std::string, std::string>
reader_environment(const std::map<std::string, std::string>& own);

/// The process of a command: its argument vector, `allowed` with the effect's variables and
/// RELCTL_OP_KEY on top. A relative argv[0] with a slash is taken from the call's directory.
[[nodiscard]] ports::ProcessRequest
command_request(const core::EffectRequest& effect, const core::CommandCall& call,
                const std::map<std::string, std::string>& allowed);

/// A program that is named with a slash is taken from `directory`.
[[nodiscard]] std::string program_path(const std::string& name, const std::string& directory);

/// Exit code 0 is success; everything else says how it ended.
[[nodiscard]] core::EffectEnded command_ended(const core::EffectRequest& effect,
                                              const ports::ProcessReply& reply);

} // namespace relctl::effects
