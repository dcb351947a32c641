// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

/// What a command line asks for.
struct Invocation {
  const Command* command = nullptr;     ///< None for `relctl` alone, `--help` or `--version`.
  std::string group;                    ///< Without a command: the first word of several.
  Arguments global;                     ///< Options of global_options().
  Arguments arguments;                  ///< Options of the command.
  std::optional<std::string> complaint; ///< What is wrong with the line, with the remedy.
};

/// The options that every command takes, before or after the verb.
[[nodiscard]] const std::vector<OptionSpec>& global_options();

/// The last of an option's names, under which its values are kept.
[[nodiscard]] std::string key_of(const OptionSpec& option);

/// Reads the words after the program's name. Names are never abbreviated; an unknown one is
/// answered with the nearest.
[[nodiscard]] Invocation read_command_line(const std::vector<std::string>& words,
                                           const std::vector<const Command*>& commands);

} // namespace relctl::cli
