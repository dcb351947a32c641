// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/answer.hpp"

#include <vector>

namespace relctl::metrics {

/// Whether an answer came more than an `every` after its grid time.
[[nodiscard]] bool is_late(const core::MeasurementRequest& request, Instant at,
                           Instant received_at);

/// The `nodata` reading of a grid time at which a source without history was not read in time.
[[nodiscard]] core::Reading late_reading(const core::MeasurementRequest& request, Instant at);

/// One reading per grid time of a source that keeps no history: `answers` stand for the last grid
/// time alone, and only when they are not late; all others are late_reading().
[[nodiscard]] std::vector<core::Reading> live_readings(const core::MeasurementRequest& request,
                                                       const Answers& answers, Instant received_at);

} // namespace relctl::metrics
