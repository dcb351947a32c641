// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// One line on what goes on, cut to `width` columns, without colour or line end: the phase and how
/// long it has been observed, what runs, the findings (worst first), when relctl looks again.
/// `wake` is k_never where nothing changes by itself.
[[nodiscard]] std::string progress_line(const plan::Plan& plan, const core::State& state,
                                        const std::vector<core::Finding>& findings, Instant now,
                                        Instant wake, int width);

} // namespace relctl::view
