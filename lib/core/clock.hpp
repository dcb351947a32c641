// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <string>

namespace relctl::core {

/// The wall clock against the time since the machine was started, which nobody sets: what shows,
/// between two looks, that the wall clock was set.
struct Clock {
  std::string boot;  ///< Which start of the machine, and which count of the time since.
  Instant booted_at; ///< By the wall clock; it moves exactly as the wall clock is set.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("boot", self.boot);
    visit("booted_at_ms", self.booted_at);
  }
};

} // namespace relctl::core
