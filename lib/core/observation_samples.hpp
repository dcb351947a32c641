// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"

#include <set>
#include <string>

namespace relctl::core {

/// The grid time of a sample: the beginning + sample * every.
[[nodiscard]] Instant grid_time(const ObservationState& observation, Instant start, int sample);

/// Whether every series that is sampled has a reading at that time, a cause for none included.
[[nodiscard]] bool is_read(const Situation& situation, Instant at);

/// The sample as it is now; what has no reading is `nodata`.
[[nodiscard]] SampleTaken take_sample(const Situation& situation, Instant start, int sample);

/// Thresholds and series that missed their target in the sample, or could not be judged by it.
[[nodiscard]] std::set<std::string> troubles_of(const plan::Plan& plan, const SampleTaken& sample);

/// `error_rate 0.2%, p99 1.4s; missed: p99; unknown: fallback`
[[nodiscard]] std::string word_sample(const plan::Plan& plan, const SampleTaken& sample);

} // namespace relctl::core
