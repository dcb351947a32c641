// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <set>
#include <string>

namespace relctl::core {

/// The values that templates of steps and queries may use: the release's, the pinned variables'
/// and, where `phase` is given, the phase's. `{{to}}` is the version that a rollback goes to.
[[nodiscard]] plan::Values values_of(const plan::Plan& plan, const State& state,
                                     const plan::Phase* phase);

/// Values as parts of a URL, where they stand as data: none is read as the URL's own signs.
[[nodiscard]] plan::Values percent_encoded(const plan::Values& values);

/// Values as data in a body of that form: as the inside of JSON strings, percent-encoded, as is.
[[nodiscard]] plan::Values in_body(plan::BodyForm form, const plan::Values& values);

/// Ids of the variables that are plain numbers.
[[nodiscard]] std::set<std::string> number_variables(const plan::Plan& plan);

/// The canary's share in a phase, in [0, 1]; none when the text does not render to a percentage.
[[nodiscard]] std::optional<double> share_of(const plan::TemplateText& traffic,
                                             const plan::Values& values);

/// The canary's share in the phase of this release, likewise.
[[nodiscard]] std::optional<double> share_in(const plan::Plan& plan, const State& state,
                                             const plan::Phase& phase);

/// `RELCTL_` and the id in capitals, `_` for what no variable of the environment may hold.
[[nodiscard]] std::string environment_name(const std::string& id);

/// A relative path is taken from `directory`, the plan's folder.
[[nodiscard]] std::string joined_path(const std::string& directory, const std::string& path);

/// `20%`
[[nodiscard]] std::string percent_text(double share);

/// The phase that the grid, the gate and the messages are about now; null before the first.
[[nodiscard]] const plan::Phase* plan_phase(const plan::Plan& plan, const PhaseState* phase);

} // namespace relctl::core
