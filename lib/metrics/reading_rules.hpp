// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "core/reading.hpp"
#include "metrics/answer.hpp"

namespace relctl::metrics {

/// The numbers of a reading that says nothing else, in canonical units.
struct PlainNumbers {
  double value = 0.0;
  std::optional<double> volume;
  std::optional<double> baseline;
};
/// What reading_of() would give, where that is numbers alone; history has them by the hundred
/// thousand. Nothing for everything else.
[[nodiscard]] std::optional<PlainNumbers> plain_numbers(const core::MeasurementRequest& request,
                                                        const Answers& answers);

/// One reading from the answers of one grid time. Numbers come out in canonical units (value,
/// baseline and references times `unit.scale`; the volume is a count and stays).
///
/// The value is kept when nothing below holds; else the first that holds is the cause:
///
///   1 timeout, provider_error   of the value, volume or fresh query, in this order
///   2 many                      of the value, volume or fresh query
///   3 before_phase              of the value, volume or fresh query
///   4 provider_error            fresh is more than k_clock_skew_max after `newest_possible`
///   5 stale                     fresh is more than max_age before `at`
///   6 thin                      the volume is below the limit, NaN or absent ("volume unknown")
///   7 nodata, nan               of the fresh query: data of unknown age is no evidence
///   8 nodata, nan               of the value (NaN, infinite, or infinite once in its unit)
///
/// So an idle canary (0/0) with a volume is `thin`, and an answer that cannot be trusted never
/// hides behind one that is merely small. A missing baseline or reference leaves the value alone:
/// `baseline_cause` names each.
///
/// `newest_possible` is the latest time a sample can have: the grid time where the source keeps
/// history, the time of the scrape where it does not.
[[nodiscard]] core::Reading reading_of(const core::MeasurementRequest& request, Instant at,
                                       const Answers& answers, Instant newest_possible);

/// How far ahead a source's clock may be.
inline constexpr Duration k_clock_skew_max = seconds(60);

/// An otherwise empty reading of the request at `at` with its cause; the detail is put on one line.
[[nodiscard]] core::Reading reading_without_value(const core::MeasurementRequest& request,
                                                  Instant at, plan::Cause cause,
                                                  const std::string& detail);

} // namespace relctl::metrics
