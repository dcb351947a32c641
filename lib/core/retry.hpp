// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ledger.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <optional>

namespace relctl::core {

/// The earliest time at which how the release stands can change by itself, in any track; none where
/// only a person changes it, on the way back, and once all is over.
[[nodiscard]] std::optional<Instant> retry_at(const plan::Plan& plan, const State& state,
                                              const Ledger& ledger, Instant now);

} // namespace relctl::core
