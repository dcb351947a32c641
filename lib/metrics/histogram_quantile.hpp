// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "metrics/increases.hpp"

#include <vector>

namespace relctl::metrics {

/// One bucket of a classic histogram.
struct Bucket {
  double upper = 0; ///< Its bound `le`, included; +Inf for the last.
  double count = 0; ///< Observations up to the bound.
};

/// The quantile `q` in (0, 1) of a classic histogram, after
/// https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile: linear
/// within the bucket that holds the rank q * count; the lowest bucket begins at 0, unless its bound
/// is not above 0: then that bound is the answer; in the +Inf bucket the answer is the highest
/// finite bound. NaN when nothing was observed. Refuses fewer than two buckets, a last bound other
/// than +Inf and counts that fall from one bucket to the next. `buckets` ascend by bound.
[[nodiscard]] Result<double> histogram_quantile(double q, const std::vector<Bucket>& buckets);

/// The increases of all histograms added up bound by bound, ascending. Refuses a series whose `le`
/// is not a number.
[[nodiscard]] Result<std::vector<Bucket>> buckets_of(const std::vector<Increase>& increases);

} // namespace relctl::metrics
