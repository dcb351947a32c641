// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/command.hpp"

#include <string>

namespace relctl::cli {

/// `--jobs`, from 1 to 64; without it, as many as the machine has processors.
[[nodiscard]] Result<int> read_jobs(const Arguments& arguments);

/// The version behind that flag in its canonical form; without the flag `version` stays.
[[nodiscard]] Result<void> read_version(const Arguments& arguments, const char* flag,
                                        std::string& version);

} // namespace relctl::cli
