// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace relctl::host {

/// What the next wait ends on: descriptors, and a time of boot_ms().
struct Watch {
  std::vector<pollfd> descriptors;
  std::int64_t wake_ms = INT64_MAX;

  void readable(int descriptor) { descriptors.push_back({descriptor, POLLIN, 0}); }
  void writable(int descriptor) { descriptors.push_back({descriptor, POLLOUT, 0}); }
  void wake_at(std::int64_t at_ms) { wake_ms = std::min(wake_ms, at_ms); }
};

} // namespace relctl::host
