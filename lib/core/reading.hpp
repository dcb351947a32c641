// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "plan/threshold.hpp"

#include <map>
#include <optional>
#include <string>

namespace relctl::core {

/// The numbers of one metric's series at one grid time, or the cause why there are none. Identity
/// is (metric, series, at); the first stored one stands. All values are finite and in canonical
/// units.
struct Reading {
  /// Whose observation asked for it. On record it is that of ReadingsTaken, and is not repeated.
  std::string track = "main";
  std::string metric;
  std::string series; ///< The value of `each`; empty without it.
  Instant at;         ///< Grid time.
  std::optional<double> value;
  std::optional<double> volume;
  std::optional<double> baseline;
  std::map<std::string, double> references;
  std::optional<plan::Cause> cause; ///< Set exactly when `value` is not: nodata … before_phase.
  std::string detail;         ///< For a person: the source's own words, masked and on one line.
  std::string baseline_cause; ///< Why the baseline or a reference is missing, for a person.
  /// The cause of a missing baseline; nodata and nan say that the stable version has no traffic.
  std::optional<plan::Cause> baseline_unknown;
  std::optional<Instant> sampled_at; ///< The source's own sample time, where known.
  /// What the value was computed from, where the source keeps no history: sample key
  /// (`name{label="value"}`) to number. Handed back as MeasurementRequest::earlier.
  std::map<std::string, double> samples;
  bool backfilled = false; ///< Came from a range query after its time.
  /// The source itself failed, so that it may still answer for this time: asked again by backfill.
  [[nodiscard]] bool is_unanswered() const {
    return cause == plan::Cause::timeout || cause == plan::Cause::provider_error;
  }
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    // In the order of their names, as they are written: readings are many.
    visit("at_ms", self.at);
    visit("backfilled", self.backfilled);
    visit("baseline", self.baseline);
    visit("baseline_cause", self.baseline_cause);
    visit("baseline_unknown", self.baseline_unknown);
    visit("cause", self.cause);
    visit("detail", self.detail);
    visit("metric", self.metric);
    visit("references", self.references);
    visit("sampled_at_ms", self.sampled_at);
    visit("samples", self.samples);
    visit("series", self.series);
    visit("value", self.value);
    visit("volume", self.volume);
  }
};

} // namespace relctl::core
