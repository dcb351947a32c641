// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "ports/transport.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::metrics {

/// The process of relctl-reader that puts the request's queries to its database, PostgreSQL or
/// SQLite, for every grid time. `:name` becomes a bound parameter of the value by that name, or one
/// of plan::sql_times(); the text of a query is never changed by a value. The connection goes over
/// stdin. `environment` is what libpq may see.
[[nodiscard]] ports::ProcessRequest
sql_process(const core::MeasurementRequest& request, const std::string& reader,
            const std::map<std::string, std::string>& environment);

/// One reading per grid time. Queries that name the time they ask about answer for all of them, and
/// what came more than an `every` late is `backfilled`; others for the last alone, see
/// live_readings().
[[nodiscard]] std::vector<core::Reading> sql_readings(const core::MeasurementRequest& request,
                                                      const ports::ProcessReply& reply,
                                                      Instant received_at);

} // namespace relctl::metrics
