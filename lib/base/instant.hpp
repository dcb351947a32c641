// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"

namespace relctl {

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Always handed in, never asked for
/// outside lib/host.
struct Instant {
  std::int64_t ms = 0;
  constexpr auto operator<=>(const Instant&) const = default;
};

constexpr Instant k_never{INT64_MAX};

constexpr Instant operator+(Instant t, Duration d) {
  return {t.ms + d.ms};
}
constexpr Instant operator-(Instant t, Duration d) {
  return {t.ms - d.ms};
}
constexpr Duration operator-(Instant a, Instant b) {
  return {a.ms - b.ms};
}

/// RFC 3339 in UTC, `2026-11-22T01:51:28Z`, with `.123` only where milliseconds are not zero.
[[nodiscard]] std::string format_instant(Instant instant);

/// Reads RFC 3339 with `Z` or a numeric offset; what is finer than a millisecond is cut off.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);

/// `01:51:28Z`: the clock part alone, for lines that stand close together.
[[nodiscard]] std::string format_clock(Instant instant);

} // namespace relctl
