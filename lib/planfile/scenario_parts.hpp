// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/scenario.hpp"
#include "planfile/map_reader.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

/// What every part of a scenario is read with.
struct ScenarioDraft {
  const plan::Plan& plan;
  Findings& findings;
};

/// `25m`, `p20`, `p20 + 10m`, `read/p20 + 10m`, `rollback + 30s` or `end`. Without a field: the
/// opening.
[[nodiscard]] plan::Moment read_moment(const Field& field, const ScenarioDraft& draft);

[[nodiscard]] std::vector<plan::ScenarioSeries> read_series(const Field& field,
                                                            const ScenarioDraft& draft);
[[nodiscard]] std::vector<plan::ScenarioStep> read_step_behaviour(const Field& field,
                                                                  const ScenarioDraft& draft);
[[nodiscard]] std::vector<plan::Happening> read_happenings(const Field& field,
                                                           const ScenarioDraft& draft);
[[nodiscard]] std::vector<plan::Expectation> read_expectations(const Field& field,
                                                               const ScenarioDraft& draft);

/// Whether a step of the plan, or a check that runs one, has that id.
[[nodiscard]] bool is_step_or_check(const plan::Plan& plan, const std::string& id);

/// The id if the plan has a phase of that address, `p20` or `read/p20`; else reported.
[[nodiscard]] std::optional<std::string> read_phase_name(const Field& field,
                                                         const ScenarioDraft& draft);

} // namespace relctl::planfile
