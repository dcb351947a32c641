// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/answer.hpp"
#include "ports/transport.hpp"

#include <cstddef>
#include <vector>

namespace relctl::metrics {

/// The HTTP API of Prometheus and of what speaks it
/// (https://prometheus.io/docs/prometheus/latest/querying/api/). The source's url may have a path
/// prefix, parameters of its own and slashes at its end.
///
/// One exchange for each query of the request (see queries_of). A single grid time asks
/// /api/v1/query for that time; several ask /api/v1/query_range for exactly those times, in
/// exchanges of at most k_points_max times, oldest first, query by query.
[[nodiscard]] std::vector<ports::HttpRequest>
prometheus_transport(const core::MeasurementRequest& request);

/// The readings of all grid times asked for, given the replies in the order of
/// prometheus_transport(). Those of a range query, and one that came more than an `every` after its
/// grid time, are `backfilled`.
///
/// An answer without a series is `nodata`; several series at a grid time are `many` and the detail
/// names two; NaN and infinities are `nan`. Whatever is not a successful answer is
/// `provider_error`, with the source's words; its own time limit (errorType `timeout`) and the
/// transport's are `timeout`. Points at other times than those asked for are a `provider_error`: a
/// cache in front of the source moved them, so they are not what was asked for. An instant answer
/// for another time is `stale`.
[[nodiscard]] std::vector<core::Reading>
prometheus_readings(const core::MeasurementRequest& request,
                    const std::vector<ports::HttpReply>& replies, Instant received_at);

/// What those readings are made of, one for each grid time.
[[nodiscard]] std::vector<Answers>
prometheus_answers_of(const core::MeasurementRequest& request,
                      const std::vector<ports::HttpReply>& replies);

/// Prometheus refuses a range query with more points a series (HTTP 400, not configurable).
inline constexpr std::size_t k_points_max = 11'000;

} // namespace relctl::metrics
