// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "ports/transport.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::metrics {

/// A source that is a command: one run for each query (see queries_of), which is its last argument.
/// It sees `environment` and `RELCTL_*`: every template value, and METRIC, AT (the grid time),
/// WINDOW_START, PHASE_START and RELEASE_START. A relative argv[0] with a slash is taken from the
/// request's directory.
[[nodiscard]] std::vector<ports::ProcessRequest>
command_processes(const core::MeasurementRequest& request,
                  const std::map<std::string, std::string>& environment);

/// One reading per grid time; the source keeps no history (see live_readings()). A run that ends
/// with exit code 0 has printed one number, or an object `{"value": 0.5, "volume": 400, "at":
/// 1795313753}` whose volume and sample time (Unix seconds or RFC 3339) count where the metric has
/// no query for them. Nothing or null is `nodata`, several numbers are `many`, other text and
/// another exit code `provider_error`.
[[nodiscard]] std::vector<core::Reading>
command_readings(const core::MeasurementRequest& request,
                 const std::vector<ports::ProcessReply>& replies, Instant received_at);

} // namespace relctl::metrics
