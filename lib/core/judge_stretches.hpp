// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge_points.hpp"

#include <optional>
#include <vector>

namespace relctl::core {

/// A stretch of the grid, both ends included.
struct Stretch {
  Instant from;
  Instant to;
};

/// Where on the grid the threshold's shape can be complete, with all that it looks back at there,
/// and the newest grid time likewise: most of a phase is far from any breach, and need not be
/// looked at anew at every turn. In order, without overlap.
[[nodiscard]] std::vector<Stretch>
deciding_stretches(const plan::Metric& metric, const plan::Threshold& threshold,
                   const Window::Series& readings, const Grid& grid, const PinnedBaseline& pinned);

/// The first grid time after `after` at which the threshold may be anything but passed, as far as
/// the reading there says: it lacks, has a cause, is beyond the limit or off the target. Of a burn
/// rate the first of all, where there has been one so shortly before that it still counts.
[[nodiscard]] std::optional<Instant> first_notable(const plan::Metric& metric,
                                                   const plan::Threshold& threshold,
                                                   const Window::Series& readings, const Grid& grid,
                                                   const PinnedBaseline& pinned, Instant after);

} // namespace relctl::core
