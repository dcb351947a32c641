// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "metrics/answer.hpp"
#include "metrics/window.hpp"
#include "plan/exposition_query.hpp"

namespace relctl::metrics {

/// A `rate` or `increase` over the window; see evaluate() for the rules.
[[nodiscard]] Answer growth_answer(const plan::ExpositionOperand& operand, const Window& window);

/// A `quantile` of the histograms' buckets over the window.
[[nodiscard]] Answer bucket_answer(const plan::ExpositionOperand& operand, const Window& window);

/// No series in `samples` matches the selector: `nodata`, and whether others have its name.
[[nodiscard]] Answer nothing_matches(const plan::Selector& selector,
                                     const std::vector<Sample>& samples);

/// A query that cannot be computed: `provider_error`.
[[nodiscard]] Answer refused_answer(const Error& error);

} // namespace relctl::metrics
