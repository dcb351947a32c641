// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>

namespace relctl::core {

/// Whether a person means that step by `shift`, `shift[n1]`, `p20/shift` or `write/p20/shift`.
[[nodiscard]] bool is_step_named(const StepState& step, const std::string& name);

/// The only step of that name that failed or is in doubt, for a person to settle as `done`,
/// `failed` or `rerun`; else, for `rerun`, the only one that the phase under observation was
/// entered by and that may be done again without harm. Refuses to run again what a way back went
/// past.
[[nodiscard]] Result<StepAddress> step_to_resolve(const plan::Plan& plan, const State& state,
                                                  const std::string& name,
                                                  const std::string& resolution);

} // namespace relctl::core
