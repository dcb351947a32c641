// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "ports/transport.hpp"

#include <string>
#include <vector>

namespace relctl::metrics {

/// A source that answers a request with one JSON value. Every query of the metric is a jq program
/// over the same answer; the programs run in relctl-reader, since nobody can say how long they
/// take.
[[nodiscard]] ports::HttpRequest json_request(const core::MeasurementRequest& request);

/// The process that evaluates a good reply; none where the reply is no answer.
[[nodiscard]] std::vector<ports::ProcessRequest>
json_evaluation(const core::MeasurementRequest& request, const ports::HttpReply& reply,
                const std::string& reader);

/// One reading per grid time, given the reply and, where json_evaluation() asked for one, the end
/// of the process. The source keeps no history (see live_readings()). One number is the value; null
/// or nothing `nodata`; several `many`; a text, a boolean, a list, an object, a status other than
/// 2xx and what is no JSON are `provider_error`.
[[nodiscard]] std::vector<core::Reading>
json_readings(const core::MeasurementRequest& request,
              const std::vector<ports::MeasurementReply>& replies, Instant received_at);

} // namespace relctl::metrics
