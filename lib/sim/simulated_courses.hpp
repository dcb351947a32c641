// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/breach_rule.hpp"

namespace relctl::sim {

/// The chance of a breach, by courses of the phase with random failures, of about `budget` readings
/// in all. Windows that overlap share the requests that both have seen. The same question has the
/// same answer, and more failures never a smaller one: each course meets the same luck.
[[nodiscard]] Chance simulated_chance(const BreachRule& rule, std::int64_t requests, double rate,
                                      std::int64_t budget);

} // namespace relctl::sim
