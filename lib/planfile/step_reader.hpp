// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/step.hpp"
#include "planfile/draft.hpp"
#include "planfile/map_reader.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

/// Reads a step's keys other than its id; `id` and `mark` name it.
[[nodiscard]] plan::Step read_step(MapReader& map, const std::string& id, plan::Mark mark,
                                   Draft& draft);

/// The keys timeout, retries and backoff.
void read_attempts(MapReader& map, plan::Step& step, Findings& findings);

/// A copy of the step under `steps` that `use` names; a mistake where there is none.
[[nodiscard]] plan::Step copy_used(const Field& use, Draft& draft);

/// A list of steps, each with an `id`, where `use: ID` stands for a copy of a step under `steps`;
/// keys beside `use` override the copy's.
[[nodiscard]] std::vector<plan::Step> read_step_list(const Field& field, Draft& draft);

/// The checks of a section: `ask` (with `role`), a command or probe, or `use: ID`, which stands for
/// a copy of a step under `steps`.
[[nodiscard]] std::vector<plan::Check> read_checks(const Field& field, Draft& draft);

} // namespace relctl::planfile
