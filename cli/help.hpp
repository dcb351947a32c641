// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/command.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// `relctl --help`: what relctl is for and every command.
[[nodiscard]] std::string program_help();

/// `relctl VERB --help`: usage, options, examples, exit codes.
[[nodiscard]] std::string command_help(const Command& command);

/// `relctl help TOPIC`, of `exit-codes`, `environment`, `commands`, a command's name or the first
/// word of several (`incident`); not_found with the nearest otherwise.
[[nodiscard]] Result<std::string> topic_help(const std::string& topic);

} // namespace relctl::cli
