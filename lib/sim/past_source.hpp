// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inputs.hpp"
#include "core/measurement.hpp"
#include "sim/injection.hpp"
#include "sim/past_reader.hpp"

#include <optional>
#include <vector>

namespace relctl::sim {

/// Answers from the past: at a grid time the newest reading that is less than an `every` old.
class PastSource {
public:
  /// Both outlive it.
  PastSource(const Past& past, const std::vector<Injection>& faults)
      : m_past(past), m_reader(past), m_earlier(past), m_faults(faults) {}

  /// Puts the readings of all grid times of the request into the inputs.
  void measure(const core::MeasurementRequest& request, core::Inputs& inputs);

private:
  [[nodiscard]] core::Reading reading(const core::MeasurementRequest& request,
                                      const std::optional<std::size_t>& series, Instant at);
  void put_earlier(const core::MeasurementRequest& request, Instant at,
                   const std::optional<std::size_t>& series, core::Reading& reading);
  [[nodiscard]] std::optional<std::size_t> find(const core::MeasurementRequest& request) const;
  [[nodiscard]] bool is_plain(const core::MeasurementRequest& request, std::size_t series) const;

  const Past& m_past;
  PastReader m_reader;
  PastReader m_earlier;
  const std::vector<Injection>& m_faults;
};

} // namespace relctl::sim
