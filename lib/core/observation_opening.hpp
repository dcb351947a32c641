// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event_observation.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>

namespace relctl::core {

/// A number of samples that a flag or a plan gives; `usage` with its origin where it is none.
[[nodiscard]] Result<int> parse_samples(const std::string& text, const std::string& origin);
/// Likewise how far apart they are.
[[nodiscard]] Result<Duration> parse_interval(const std::string& text, const std::string& origin);

/// What was asked for by flags; the plan says the rest.
struct CourseFlags {
  std::optional<int> samples;
  std::optional<Duration> every;
};
/// Samples, interval and the day of the clock times of an observation that is opened `now`, its
/// variables being pinned. `usage` where neither flag nor plan says how many or how far apart.
[[nodiscard]] Result<void> put_course(const plan::Plan& plan, const CourseFlags& flags, Instant now,
                                      ObservationOpened& opened);

} // namespace relctl::core
