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

/// Whether anything is wrong that keeps a pinned plan from going back: what could not be read. Not
/// a time zone that this machine's tzdata lacks: no rollback waits for windows and departures.
[[nodiscard]] bool stands_in_the_way_back(const planfile::LoadedPlan& plan);

} // namespace relctl::cli
