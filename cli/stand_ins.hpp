// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/plan_yaml.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// The plan, where no source is going to be asked: what the environment lacks gets a value that
/// leads nowhere. With an error among the diagnostics that was not what is wrong.
[[nodiscard]] planfile::LoadedPlan
load_with_stand_ins(const std::string& plan_text, const plan::Environment& environment,
                    const std::vector<std::string>& changes = {});

/// Whether anything is wrong but a time zone that this machine's tzdata lacks. That moves windows
/// and departures, for which no rollback waits.
[[nodiscard]] bool has_errors_besides_zones(const std::vector<plan::Diagnostic>& diagnostics);

} // namespace relctl::cli
