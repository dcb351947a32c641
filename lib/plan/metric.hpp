// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "base/quantity.hpp"
#include "plan/each.hpp"
#include "plan/template_text.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relctl::plan {

/// How much must have been seen for a reading to count; below it the reading is `thin`.
struct Volume {
  TemplateText query; ///< Empty where the answer of a command says it.
  double at_least = 0.0;
};

/// The reference value of a metric: exactly one of the stable version's series at the same time, a
/// fixed value, what an observation has recorded, or the metric's own series at an earlier time.
struct Baseline {
  std::optional<TemplateText> query;
  std::optional<Quantity> fixed;
  Mark mark;
  std::string recorded = {}; ///< Name under which `observe --record` stored it; empty otherwise.
  std::optional<Duration> earlier = {}; ///< How much earlier the source is asked the same query.
};

/// Where the source says how old its data is. The query answers with a Unix time in seconds.
struct FreshBy {
  TemplateText query; ///< Empty where the answer of a command says it.
  Duration max_age;
};

/// What a source of kind json is asked: a request whose answer the queries are programs over.
struct MetricRequest {
  std::string method = "GET";
  TemplateText path; ///< Below the source's url, with its parameters; values are percent-encoded.
  std::vector<std::pair<std::string, TemplateText>> headers; ///< Without secrets.
  TemplateText body;
};

/// A further named value that limits may use.
struct Reference {
  std::string id;
  TemplateText query;
};

/// A named quantity read from a source on the grid phase start + k * every.
struct Metric {
  std::string id;
  std::string title; ///< Equals id when the plan gives none.
  std::string source;
  TemplateText query;
  std::optional<MetricRequest> request; ///< None: a json source's url itself is read.
  std::optional<Each> each;
  Unit unit; ///< The unit of the source's numbers; readings are stored in the canonical unit.
  Duration every = seconds(30);
  Duration window; ///< How far back one reading looks; `every` when the plan gives none.
  std::optional<Volume> volume;
  std::optional<Baseline> baseline;
  std::optional<FreshBy> fresh_by;
  std::vector<Reference> references;
  double coverage = 0.95; ///< Share of grid points that must be good for a promotion.
  Duration max_gap;   ///< Longest run without a good reading; 5 * every when the plan gives none.
  bool watch = false; ///< Reported, never decides.
  Mark mark;
  Mark window_mark; ///< {0, 0} when the plan gives no window.
};

/// The series of a metric: the values of `each`, or one empty name.
[[nodiscard]] std::vector<std::string> series_of(const Metric& metric);

} // namespace relctl::plan
