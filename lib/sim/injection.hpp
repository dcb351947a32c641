// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/reading.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>

namespace relctl::sim {

/// A fault that is added to what was measured.
struct Injection {
  enum class Kind { add, multiply, set };
  std::string metric;
  std::string series; ///< Empty: all of `each`.
  Kind kind = Kind::add;
  double amount = 0.0; ///< In the canonical unit; a factor where it multiplies.
  Instant from;
  std::optional<Duration> span; ///< None: for good.
  std::string text;             ///< As it was given.
};

/// Reads `METRIC[SERIES] += QUANTITY at WHEN [for DURATION]`, with `-=`, `*=` or `=` as well. WHEN
/// is an instant, or a time of day in UTC: the first one not before `from`. Refuses what the plan
/// does not have and a unit that is not the metric's.
[[nodiscard]] Result<Injection> parse_injection(const plan::Plan& plan, const std::string& text,
                                                Instant from);

/// Puts the fault into a reading that has a value, if it is of its metric and time: no fault makes
/// up for what is missing.
void inject(const Injection& fault, core::Reading& reading);

} // namespace relctl::sim
