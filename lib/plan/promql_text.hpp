// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"

#include <string>
#include <vector>

namespace relctl::plan {

/// What can be seen in the text of a PromQL query without parsing it. Quoted strings are skipped.
/// Syntax: https://prometheus.io/docs/prometheus/latest/querying/basics/.

/// The ranges `[5m]` and those of subqueries `[7d:1h]` (7d); those that parse_duration does not
/// read are left out.
[[nodiscard]] std::vector<Duration> promql_ranges(const std::string& query);

/// Whether the query looks like the bare value of a gauge: nothing in it counts, takes a rate, or
/// aggregates over time.
[[nodiscard]] bool looks_like_gauge(const std::string& query);

} // namespace relctl::plan
