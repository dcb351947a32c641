// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"

namespace relctl::sim {

/// The process dies: thrown by an event of the scenario out of World::wait(), caught where the next
/// process takes over. Nothing in between may hold on to anything but the log.
struct Killed {
  Duration away;
};

} // namespace relctl::sim
