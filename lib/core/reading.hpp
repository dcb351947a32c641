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
  std::optional<Instant> sampled_at; ///< The source's own sample time, where known.
  /// What the value was computed from, where the source keeps no history: sample key
  /// (`name{label="value"}`) to number. Handed back as MeasurementRequest::earlier.
  std::map<std::string, double> samples;
  bool backfilled = false; ///< Came from a range query after its time.
};

} // namespace relctl::core
