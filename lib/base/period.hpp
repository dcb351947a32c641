// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

namespace relctl {

/// A time with a begin and an end. Whether the end belongs to it says whoever gives it.
struct Period {
  Instant from;
  Instant to;

  [[nodiscard]] Duration length() const { return to - from; }
  bool operator==(const Period&) const = default;
};

} // namespace relctl
