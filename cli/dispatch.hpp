// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// Reads the words after the program's name and runs the command they name. Nothing leaves it but a
/// code: an exception that no file has dealt with is a bug, exit code 70.
[[nodiscard]] ExitCode dispatch(Surroundings surroundings, const std::vector<std::string>& words);

} // namespace relctl::cli
