// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "ports/transport.hpp"

#include <cstddef>
#include <vector>

namespace relctl::metrics {

/// A page of metrics read straight from the process that exposes it. One GET, whatever the number
/// of queries; all of them are evaluated on the same scrape (see evaluate()).
[[nodiscard]] std::vector<ports::HttpRequest>
exposition_transport(const core::MeasurementRequest& request);

/// One reading per grid time. Such a source keeps no history: the scrape stands for the last grid
/// time alone, and only when it came within one `every` of it; all others are `nodata`.
///
/// `samples` holds what later windows need, at most k_history_series_max series, else the reading
/// is `many` and holds none. A late scrape keeps its samples. `sampled_at` is the oldest time that
/// the samples of the value query carry, or the time of the scrape where they carry none; rates are
/// divided by its difference, so it must come back with MeasurementRequest::earlier. With max_age
/// and no fresh query, the times that the samples carry decide about `stale`; without any it is
/// `nodata`.
[[nodiscard]] std::vector<core::Reading>
exposition_readings(const core::MeasurementRequest& request,
                    const std::vector<ports::HttpReply>& replies, Instant received_at);

inline constexpr std::size_t k_history_series_max = 2000;

} // namespace relctl::metrics
