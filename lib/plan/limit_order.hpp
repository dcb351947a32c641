// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/limit.hpp"

namespace relctl::plan {

/// How the arithmetic of one limit stands to that of another.
enum class LimitOrder { unclear, smaller, equal, larger };

/// How `a` stands to `b` whatever their one common operand is: tried over nine powers of ten, since
/// `max` and sums make the answer depend on it. Unclear where it does, and with several operands.
[[nodiscard]] LimitOrder order_of(const Limit& a, const Limit& b);

} // namespace relctl::plan
