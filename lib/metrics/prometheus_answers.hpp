// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/answer.hpp"
#include "ports/transport.hpp"

#include <span>
#include <vector>

namespace relctl::metrics {

/// What one reply says at each of `times`, the grid times its exchange asked for (one, or several
/// `request.every` apart). The rules are those of prometheus_readings().
[[nodiscard]] std::vector<Answer> prometheus_answers(const core::MeasurementRequest& request,
                                                     std::span<const Instant> times,
                                                     const ports::HttpReply& reply);

} // namespace relctl::metrics
