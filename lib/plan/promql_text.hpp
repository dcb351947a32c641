// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::plan {

/// What can be seen in the text of a PromQL query without parsing it. Quoted strings are skipped.
/// Syntax: https://prometheus.io/docs/prometheus/latest/querying/basics/.

/// The query without its comments and what stands in its quoted strings; the quotes stay.
[[nodiscard]] std::string promql_without_strings(const std::string& query);

/// The ranges `[5m]` and those of subqueries `[7d:1h]` (7d); those that parse_duration does not
/// read are left out.
[[nodiscard]] std::vector<Duration> promql_ranges(const std::string& query);

/// Whether the query looks like the bare value of a gauge: nothing in it counts, takes a rate, or
/// aggregates over time.
[[nodiscard]] bool looks_like_gauge(const std::string& query);

/// What is wrong with the text of a query, as far as that shows without knowing PromQL's functions:
/// a bracket or quote that is not closed, `label~"…"` in place of `label=~"…"`. The text has no
/// `{{variables}}` any more.
struct PromqlMistake {
  std::string message;
  std::string remedy;
};
[[nodiscard]] std::optional<PromqlMistake> promql_mistake(const std::string& query);

/// Whether the query reads a counter or histogram and adds nothing up: it answers with one series
/// for each instance and label.
[[nodiscard]] bool lacks_aggregation(const std::string& query);

/// Whether a quantile is asked of buckets from which the aggregation has taken the label `le`.
[[nodiscard]] bool lacks_le(const std::string& query);

/// Whether what is missing is given as zero: the whole query ends with `or vector(0)`, or with
/// another number.
[[nodiscard]] bool fills_in_zero(const std::string& query);

/// Whether the query is one, or a hundred, less the rest.
[[nodiscard]] bool is_complement(const std::string& query);

} // namespace relctl::plan
