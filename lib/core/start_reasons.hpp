// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::core {

/// What the release itself lacks, before anything is asked or run: required variables without a
/// value, traffic that comes to no percentage, components without a version, versions that do not
/// go together.
[[nodiscard]] std::vector<Reason> manifest_reasons(const plan::Plan& plan, const State& state,
                                                   Instant now);

/// The roles whose approval the start needs: of `signoff`, and of the train.
[[nodiscard]] std::vector<std::string> signoff_roles(const plan::Plan& plan, const State& state);

/// The newest approval of the start in the role; null when it is missing.
[[nodiscard]] const ApprovalGiven* find_signoff(const State& state, const std::string& role);

/// One reason for each sign-off that is missing.
[[nodiscard]] std::vector<Reason> signoff_reasons(const plan::Plan& plan, const State& state,
                                                  Instant now);

/// The command that settles a reason of a no-go. `program` is `relctl` with its global flags.
[[nodiscard]] std::string no_go_command(const plan::Plan& plan, const State& state,
                                        const Reason& reason, const std::string& program);

} // namespace relctl::core
