// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/series.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/) or
/// OpenMetrics 1.0
/// (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md).
enum class ExpositionFormat { prometheus_text, openmetrics };

/// What came of a line: the sample, or what is wrong with it; neither for a good line of another
/// name than those wanted.
struct SampleLine {
  std::string_view wrong; ///< Static text; empty for a good line.
  std::optional<Sample> sample;
};

/// Reads `name{label="value"} number [time] [# {exemplar}]`, without its line feed. Each line is
/// checked whole, but only those of a name in `names` (empty: any) are kept. Times are milliseconds
/// in 0.0.4 and seconds in OpenMetrics, where alone exemplars are allowed. A backslash before
/// another character than `\`, `"` and `n` stands for itself, as Prometheus reads it.
[[nodiscard]] SampleLine read_sample_line(std::string_view line, ExpositionFormat format,
                                          const std::vector<std::string>& names);

/// Whether `text` is a metric name: letters, digits, `_` and `:`, not starting with a digit.
[[nodiscard]] bool is_metric_name(std::string_view text);

} // namespace relctl::metrics
