// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/answer.hpp"
#include "metrics/window.hpp"
#include "plan/exposition_query.hpp"

namespace relctl::metrics {

/// What the query gives over the window.
///
/// `rate` and `increase` add up the growth of each series (see increases()); `rate` divides by the
/// time from the first scrape to the last one, `increase` is what was counted between them, not
/// stretched to the window. They and histogram quantiles need two scrapes at least half the window
/// apart; else the cause is `before_phase` for the first scrape of a phase, in a window that
/// reaches back before it, and `nodata` after it. No series
/// that matches in the last scrape is `nodata`, also for a counter that stands at zero elsewhere;
/// with `or 0` it is 0 where none has matched in the whole window.
/// `value` and a summary's quantile of several series are `many`. A division by zero is `nan`.
[[nodiscard]] Answer evaluate(const plan::ExpositionQuery& query, const Window& window);

} // namespace relctl::metrics
