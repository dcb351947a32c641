// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <map>
#include <memory>
#include <string>

namespace relctl::metrics {

/// What the processes of measurements need of the outside.
struct ProcessSettings {
  std::string reader;                                     ///< Path of relctl-reader.
  std::map<std::string, std::string> command_environment; ///< Of a `command` source.
  std::map<std::string, std::string> reader_environment;  ///< What libpq may see.
};

/// Speaks to every kind of source there is, by MeasurementRequest::source_kind.
[[nodiscard]] std::unique_ptr<ports::MeasurementProtocol>
make_measurement_protocol(ProcessSettings settings);

} // namespace relctl::metrics
