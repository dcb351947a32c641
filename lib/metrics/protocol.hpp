// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <memory>

namespace relctl::metrics {

/// Speaks to every kind of source there is, by MeasurementRequest::source_kind.
[[nodiscard]] std::unique_ptr<ports::MeasurementProtocol> make_measurement_protocol();

} // namespace relctl::metrics
