// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inputs.hpp"
#include "core/measurement.hpp"
#include "sim/past_reader.hpp"

#include <cstddef>

namespace relctl::sim {

/// Answers a request: makes runs of what can be said in numbers alone, for the inputs.
class ReadingRuns {
public:
  /// Both outlive it.
  ReadingRuns(const core::MeasurementRequest& request, core::Inputs& inputs)
      : m_request(request), m_inputs(inputs) {}

  /// What is there from `at` on. In order of time.
  void take(const PastStretch& stretch, Instant at);
  /// False for what needs a reading of its own.
  bool take(const PastNumbers& numbers, Instant at);
  /// The reading, at so many grid times from its own on. In order of time.
  void repeat(const core::Reading& reading, std::size_t count);
  /// There is no more.
  void end();

private:
  void begin(Instant at);
  /// Goes on with the run, or begins another where this does not follow.
  void follow(Instant at, bool has_volume, bool has_baseline);

  const core::MeasurementRequest& m_request;
  core::Inputs& m_inputs;
  core::ReadingRun m_run;
};

} // namespace relctl::sim
