// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <array>

namespace relctl::test {

inline constexpr std::array<bool, 7> k_every_day{true, true, true, true, true, true, true};

inline Instant at(const char* text) {
  return *parse_instant(text);
}

} // namespace relctl::test
