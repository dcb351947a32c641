// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/live_world.hpp"
#include "metrics/protocol.hpp"

#include <memory>
#include <string>
#include <vector>

namespace relctl::testing {

/// A live world that measures with the real protocol and the real relctl-reader.
class Bench {
public:
  explicit Bench(metrics::ProcessSettings settings = {RELCTL_READER_PATH, {}, {}})
      : m_protocol(metrics::make_measurement_protocol(std::move(settings))) {
    host::LiveWorldOptions options;
    options.measurements = m_protocol.get();
    options.grace = milliseconds(300);
    options.redactor.add(secret);
    m_world = std::move(host::make_live_world(std::move(options)).value());
  }

  /// A request for a grid time a moment ago.
  [[nodiscard]] core::MeasurementRequest request(plan::SourceKind kind,
                                                 const std::string& query) const {
    core::MeasurementRequest request;
    request.metric = "m";
    request.source_kind = kind;
    request.source = "source";
    request.from = request.to = Instant{m_world->now().ms - 100};
    request.phase_start = request.release_start = request.from - minutes(10);
    request.exposed_since = request.phase_start;
    request.every = seconds(30);
    request.window = minutes(1);
    request.timeout = seconds(5);
    request.query = query;
    return request;
  }

  /// The readings of one request; none when they do not come within a minute.
  std::vector<core::Reading> measure(const core::MeasurementRequest& request) {
    m_world->measure({request});
    const Instant until = m_world->now() + minutes(1);
    while (m_world->now() < until)
      if (core::Inputs inputs = m_world->wait(until); !inputs.readings.empty())
        return inputs.readings;
    return {};
  }

  /// `0.25` for a good reading, else `cause: detail`.
  std::string say(const core::MeasurementRequest& request) {
    const auto readings = measure(request);
    return readings.empty() ? "no reading" : text_of(readings.back());
  }

  static std::string text_of(const core::Reading& reading) {
    if (!reading.cause)
      return std::to_string(*reading.value);
    return std::string(plan::cause_name(*reading.cause)) + ": " + reading.detail;
  }

  [[nodiscard]] Instant now() const { return m_world->now(); }

  static inline const std::string secret = "hunter2-hunter2";

private:
  std::unique_ptr<ports::MeasurementProtocol> m_protocol;
  std::unique_ptr<ports::World> m_world;
};

[[nodiscard]] inline bool begins(const std::string& text, const std::string& beginning) {
  return text.rfind(beginning, 0) == 0;
}

} // namespace relctl::testing
