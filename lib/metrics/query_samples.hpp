// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "metrics/series.hpp"
#include "plan/exposition_query.hpp"

#include <string>
#include <vector>

namespace relctl::metrics {

/// The names of the samples that a query reads.
[[nodiscard]] std::vector<std::string> sample_names(const plan::ExpositionQuery& query);

/// The samples of a scrape that a query reads, and of these the ones that later windows need:
/// counters under `rate` and `increase`, and buckets.
[[nodiscard]] Result<std::vector<Sample>> read_samples(const plan::ExpositionQuery& query,
                                                       const std::vector<Sample>& samples);
[[nodiscard]] Result<std::vector<Sample>> history_samples(const plan::ExpositionQuery& query,
                                                          const std::vector<Sample>& samples);

/// Every sample of the operand's family: of its own name, or with a suffix of the text formats
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
[[nodiscard]] Result<std::vector<Sample>> family_samples(const plan::ExpositionOperand& operand,
                                                         const std::vector<Sample>& samples);

/// The bucket samples of the histograms that an operand selects, and the samples of the summaries
/// with its quantile; `quantile` labels are compared as numbers.
[[nodiscard]] Result<std::vector<Sample>> bucket_samples(const plan::ExpositionOperand& operand,
                                                         const std::vector<Sample>& samples);
[[nodiscard]] Result<std::vector<Sample>> summary_samples(const plan::ExpositionOperand& operand,
                                                          const std::vector<Sample>& samples);

} // namespace relctl::metrics
