// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

struct Finish {
  ExitCode code = ExitCode::ok;
  OnRecord on_record = OnRecord::nothing;
  std::string ended_as = {}; ///< See Session.
};

/// Reads the words after the program's name and runs the command they name. No exception leaves it:
/// one that no file has dealt with is a bug, exit code 70.
[[nodiscard]] Finish dispatch(Surroundings surroundings, const std::vector<std::string>& words);

} // namespace relctl::cli
