// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/variables.hpp"

#include <string>

namespace relctl::cli {

/// Where relctl-reader is: RELCTL_READER, else beside this program (a build tree), else where it is
/// installed. Nothing says that it is there.
[[nodiscard]] std::string reader_program(const plan::Environment& environment);

} // namespace relctl::cli
