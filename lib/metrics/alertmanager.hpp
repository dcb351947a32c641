// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "ports/transport.hpp"

#include <vector>

namespace relctl::metrics {

/// The alerts that an Alertmanager sends now, neither silenced nor inhibited, by its HTTP API v2
/// (https://prometheus.io/docs/alerting/0.24/clients/): one exchange for the query and one for the
/// volume query, if there is one.
[[nodiscard]] std::vector<ports::HttpRequest>
alertmanager_transport(const core::MeasurementRequest& request);

/// One reading per grid time; the source keeps no history (see live_readings()). The value is how
/// many of the alerts began at or after MeasurementRequest::exposed_since; the detail names some.
/// The volume is how many there are whenever they began, so that an alert that always fires shows
/// that alerts arrive at all. An answer other than a list of alerts is `provider_error`.
[[nodiscard]] std::vector<core::Reading>
alertmanager_readings(const core::MeasurementRequest& request,
                      const std::vector<ports::HttpReply>& replies, Instant received_at);

} // namespace relctl::metrics
