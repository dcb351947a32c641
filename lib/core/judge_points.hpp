// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// On which side of a breach limit a grid point lies. A reading that has no usable value, or whose
/// limit has none, is unknown; a grid point without any reading is missing.
enum class Side { good, beyond, unknown, missing };

struct Point {
  Instant at;
  Side side = Side::missing;
  std::optional<plan::Cause> cause; ///< Of unknown and missing.
  std::optional<double> value;
  std::optional<double> volume;
  std::optional<double> limit;
  std::optional<double> baseline;
};

/// What stands in for a live baseline when the stable version has no traffic to measure one, or the
/// recorded one that the release is judged by.
struct PinnedBaseline {
  std::optional<double> value;
  std::string recorded = {}; ///< Id of the record; empty for a live one.
  std::optional<Instant> measured_at = {};
};
[[nodiscard]] PinnedBaseline pinned_baseline(const plan::Metric& metric, const std::string& series,
                                             const std::map<std::string, BaselinePinned>& pinned);

/// The grid points that can decide, from the first whole one to the newest due, in order: those
/// about which the threshold's shape can be complete with all that it looks back at, and the newest
/// likewise. The newest is left out while its reading may still be on its way.
[[nodiscard]] std::vector<Point> points_of(const plan::Metric& metric,
                                           const plan::Threshold& threshold,
                                           const Window::Series& readings,
                                           const Observation& observation,
                                           const PinnedBaseline& pinned);

/// The right side of a limit, where there is one and it is the same for every reading.
[[nodiscard]] std::optional<double> fixed_limit(const std::optional<plan::Limit>& limit);

/// The right side of a limit for one reading; no value where the reading lacks what it needs.
[[nodiscard]] plan::LimitValue limit_of(const plan::Metric& metric, const plan::Limit& limit,
                                        const Reading& reading, const PinnedBaseline& pinned);
/// The same for the reading at a place of a series, which need not be made for it.
[[nodiscard]] plan::LimitValue limit_of(const plan::Metric& metric, const plan::Limit& limit,
                                        const Window::Series& readings, std::size_t place,
                                        const PinnedBaseline& pinned);

/// Whether the newest reading meets the threshold's target; true without one, false when that
/// cannot be known or there is none.
[[nodiscard]] bool is_target_met(const plan::Metric& metric, const plan::Threshold& threshold,
                                 const std::optional<Reading>& newest,
                                 const PinnedBaseline& pinned);

/// The baseline that a reading is judged by: fixed, recorded, live, or pinned.
[[nodiscard]] std::optional<double> baseline_of(const plan::Metric& metric, const Reading& reading,
                                                const PinnedBaseline& pinned);

} // namespace relctl::core
