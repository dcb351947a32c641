// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::host {

/// Part of a line of /proc/PID/stat; see proc(5).
struct ProcessLine {
  char state = 0;
  pid_t group = 0;
  std::uint64_t start = 0; ///< Ticks since boot.
};

/// Reads the text of a stat file; the program's name in it may hold spaces and parentheses.
[[nodiscard]] std::optional<ProcessLine> parse_process_line(std::string_view text);

/// None when there is no such process.
[[nodiscard]] std::optional<ProcessLine> process_line(pid_t pid);

/// The environment variable by which the processes of one effect are known, also after they left
/// its group: `RELCTL_EFFECT_ID=id@group`, the group as ten digits. The group tells apart what two
/// logs on one machine may give the same id.
[[nodiscard]] std::string effect_mark(const std::string& effect_id, pid_t group);

/// Living processes of the group, and those elsewhere that carry the mark in their environment;
/// never this process, never zombies. Reads all of /proc.
[[nodiscard]] std::vector<pid_t> survivors(pid_t group, const std::string& mark);

} // namespace relctl::host
