// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/next_phases.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// The phase that a person calls `p10` or `write/p10`. not_found with what there is; usage when
/// several tracks have one of that name.
[[nodiscard]] Result<const plan::Phase*> choose_phase(const plan::Plan& plan,
                                                      const std::string& name);

/// Those of core::next_phases() that can be entered as things stand: the phase before has passed.
[[nodiscard]] std::vector<const plan::Phase*> open_phases(const plan::Plan& plan,
                                                          const core::State& state);

/// `p20`, or `read/p20 or write/p10`.
[[nodiscard]] std::string names_of(const std::vector<const plan::Phase*>& phases);

/// Every track that has begun and was not taken back has passed its current phase, and that still
/// holds.
[[nodiscard]] bool have_all_passed(const core::State& state);

} // namespace relctl::cli
