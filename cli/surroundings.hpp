// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// The real outside of this process: its environment, host, user and terminals. The streams write
/// to `answer` and `message`, which outlive it.
[[nodiscard]] Surroundings real_surroundings(std::ostream& answer, std::ostream& message,
                                             const std::vector<std::string>& words);

/// `relctl advance --wait`, for the lock's note on who holds it; quoted where a shell needs it.
[[nodiscard]] std::string command_line_of(const std::vector<std::string>& words);

} // namespace relctl::cli
