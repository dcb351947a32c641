// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/plan_yaml.hpp"

#include <string>

namespace relctl::cli {

/// The plan, where no source is going to be asked: what the environment lacks gets a value that
/// leads nowhere. With an error among the diagnostics that was not what is wrong.
[[nodiscard]] planfile::LoadedPlan load_with_stand_ins(const std::string& plan_text,
                                                       const plan::Environment& environment);

} // namespace relctl::cli
