// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge_points.hpp"

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

} // namespace relctl::core
