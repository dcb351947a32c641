// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <string>
#include <vector>

namespace relctl::plan {

/// From `since` on the zone's local time is UTC + `offset`.
struct ZoneOffset {
  Instant since;
  Duration offset;
};

/// A time zone as a table, so that nothing that decides has to look anything up.
struct Zone {
  std::string name = "UTC";
  std::vector<ZoneOffset> offsets; ///< In order; before the first one the first holds. None is UTC.
};

/// The zone of that name in this machine's tzdata, from 2000 up to the last change that tzdata
/// tells (2037 for a zone with daylight saving), whose offset then stays. Refuses a name that
/// tzdata does not have.
[[nodiscard]] Result<Zone> resolve_zone(const std::string& name);

/// UTC's distance to local time at that instant.
[[nodiscard]] Duration offset_at(const Zone& zone, Instant at);

/// The offset's end: the next change after `at`; k_never when there is none.
[[nodiscard]] Instant next_change(const Zone& zone, Instant at);

/// The instant of a local time, given in milliseconds since 1970-01-01 00:00 of the zone. A time
/// that a change skips is the instant of that change; one that comes twice is the first of the two.
[[nodiscard]] Instant instant_of_local(const Zone& zone, std::int64_t local_ms);

/// `Thu 2026-11-26 18:00 Asia/Shanghai`
[[nodiscard]] std::string format_local(const Zone& zone, Instant at);

} // namespace relctl::plan
