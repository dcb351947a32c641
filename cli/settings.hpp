// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/command.hpp"
#include "plan/template_text.hpp"

namespace relctl::cli {

/// The values of `--set NAME=VALUE`, not yet checked against the plan.
[[nodiscard]] Result<plan::Values> settings_of(const Arguments& arguments);

} // namespace relctl::cli
