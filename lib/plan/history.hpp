// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/metric.hpp"
#include "plan/source.hpp"

namespace relctl::plan {

/// Whether the metric can be read for a past grid time: at a Prometheus, and at a database when
/// every query names the time it asks about.
[[nodiscard]] bool keeps_history(const Metric& metric, const Source& source);

/// One of the metric's queries, with its key for a person: `query`, `volume query` …
struct NamedQuery {
  const char* key;
  const TemplateText* text;
};

/// Every query that the metric has, the value's first. Those that the answer of a command stands
/// for are left out.
[[nodiscard]] std::vector<NamedQuery> queries_of(const Metric& metric);

} // namespace relctl::plan
