// SPDX-License-Identifier: Apache-2.0
#include "plan/zone.hpp"

#include "base/text.hpp"
#include "plan/local_day.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::plan {
namespace {

auto first_after(const Zone& zone, Instant at) {
  return std::upper_bound(zone.offsets.begin(), zone.offsets.end(), at,
                          [](Instant t, const ZoneOffset& offset) { return t < offset.since; });
}

} // namespace

Duration offset_at(const Zone& zone, Instant at) {
  if (zone.offsets.empty())
    return {};
  const auto after = first_after(zone, at);
  return after == zone.offsets.begin() ? after->offset : std::prev(after)->offset;
}

Instant next_change(const Zone& zone, Instant at) {
  const auto after = first_after(zone, at);
  return after == zone.offsets.end() ? k_never : after->since;
}

Instant instant_of_local(const Zone& zone, std::int64_t local_ms) {
  if (zone.offsets.empty())
    return {local_ms};
  for (std::size_t i = 0; i < zone.offsets.size(); ++i) {
    const Instant end = i + 1 < zone.offsets.size() ? zone.offsets[i + 1].since : k_never;
    const Instant at{local_ms - zone.offsets[i].offset.ms};
    if (at < end)
      return i == 0 ? at : std::max(at, zone.offsets[i].since);
  }
  return {local_ms - zone.offsets.back().offset.ms};
}

std::string format_local(const Zone& zone, Instant at) {
  const std::int64_t local = at.ms + offset_at(zone, at).ms;
  const std::string date_and_time = format_instant({local});
  return fmt::format("{} {} {} {}", weekday_name(weekday_of(day_of(local))),
                     date_and_time.substr(0, 10), date_and_time.substr(11, 5), zone.name);
}

} // namespace relctl::plan
