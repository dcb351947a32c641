// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/scenario.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/scenario_yaml.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

/// What every part of a scenario is read with.
struct ScenarioDraft {
  const plan::Plan& plan;
  Findings& findings;
  ScenarioOf of = ScenarioOf::release;
};

/// `25m`, `p20`, `p20 + 10m`, `read/p20 + 10m`, `rollback + 30s`, `complete + 1h` or `end`. Without
/// a field: the opening.
[[nodiscard]] plan::Moment read_moment(const Field& field, const ScenarioDraft& draft);

[[nodiscard]] std::vector<plan::ScenarioSeries> read_series(const Field& field,
                                                            const ScenarioDraft& draft);
[[nodiscard]] std::vector<plan::ScenarioStep> read_step_behaviour(const Field& field,
                                                                  const ScenarioDraft& draft);
[[nodiscard]] std::vector<plan::Happening> read_happenings(const Field& field,
                                                           const ScenarioDraft& draft);
[[nodiscard]] std::vector<plan::Expectation> read_expectations(const Field& field,
                                                               const ScenarioDraft& draft);

/// Whether a step of the plan, a check that runs one, or the probe of an observation has that id.
[[nodiscard]] bool is_step_or_check(const plan::Plan& plan, const std::string& id);

/// Where the plan asks the check that `check` names: in the place that `in` names, else in the
/// first phase that has it, `before` or `after`. Reported where there is none, or where relctl asks
/// it itself.
[[nodiscard]] std::string place_of_check(const Field& check, const Field& in,
                                         const ScenarioDraft& draft);

/// A role of the plan; else reported.
[[nodiscard]] std::optional<std::string> read_role(const Field& field, const ScenarioDraft& draft);

/// A threshold, metric or check, or one series of it; else reported.
[[nodiscard]] std::optional<std::string> read_waivable(const Field& field,
                                                       const ScenarioDraft& draft);

/// The id if the plan has a phase of that address, `p20` or `read/p20`; else reported.
[[nodiscard]] std::optional<std::string> read_phase_name(const Field& field,
                                                         const ScenarioDraft& draft);

} // namespace relctl::planfile
