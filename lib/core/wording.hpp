// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/reading.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// What a finding is worded with beside its own numbers.
struct FindingContext {
  std::optional<Reading> newest;
  std::string detail;                ///< Numbers of the shape itself; may be empty.
  std::optional<Instant> unknown_at; ///< Grid time of what leaves it unknown.
  std::optional<Reading> unknown;    ///< Its reading, where there is one.
};

/// `8.67% > 1% since 01:51:30Z`, `0.21%, breach is > 1%`, `no reading yet, the first is due at
/// 01:53:00Z`.
[[nodiscard]] std::string word_finding(const plan::Metric& metric, const plan::Threshold& threshold,
                                       const Finding& finding, const FindingContext& context);

/// `error-rate: 8.67% > 1%; …`, the blocking ones first; at most `most` reasons in full.
[[nodiscard]] std::string word_reasons(const std::vector<Reason>& reasons, std::size_t most = 5);

/// `orders reaches 200 (57 now)`
[[nodiscard]] std::string word_enough(const plan::Plan& plan, const plan::Enough& enough,
                                      std::optional<double> now);

/// What the cause means, for a person.
[[nodiscard]] std::string_view word_cause(plan::Cause cause);

} // namespace relctl::core
