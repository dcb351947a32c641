// SPDX-License-Identifier: Apache-2.0
#include "plan/calendar.hpp"

#include "base/text.hpp"
#include "plan/local_day.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::plan {
namespace {

constexpr Duration k_far = hours(24 * 366);

bool opens_on(const OpenHours& open, std::int64_t day) {
  return open.days[static_cast<std::size_t>(weekday_of(day))];
}

/// Whether the hours that begin on `day` cover the local time.
bool covers(const OpenHours& open, std::int64_t day, std::int64_t local_ms) {
  const std::int64_t in_day = local_ms - day * k_day_ms;
  return opens_on(open, day) && in_day >= open.from * k_minute_ms && in_day < open.to * k_minute_ms;
}

/// The next instant after `at` at which anything can open or close: an edge of the hours under the
/// offset of now, or the offset's own end.
Instant next_edge(const ChangeWindows& windows, Instant at) {
  const Duration offset = offset_at(windows.zone, at);
  Instant next = next_change(windows.zone, at);
  const std::int64_t today = day_of(at.ms + offset.ms);
  for (std::int64_t day = today - 1; day <= today + 7; ++day)
    for (const OpenHours& open : windows.allow)
      for (const int minute : {open.from, open.to}) {
        const Instant edge{day * k_day_ms + minute * k_minute_ms - offset.ms};
        if (opens_on(open, day) && at < edge)
          next = std::min(next, edge);
      }
  return next;
}

Instant next_with(const ChangeWindows& windows, Instant at, bool open) {
  const Instant end = at + k_far;
  while (at < end && is_open(windows, at) != open)
    at = next_edge(windows, at);
  return at < end ? at : k_never;
}

/// `Mon-Fri`, `Mon+Sat-Sun`: neighbours are a range.
std::string days_text(const std::array<bool, 7>& days) {
  std::vector<std::string> parts;
  for (int first = 0; first < 7; ++first) {
    if (!days[static_cast<std::size_t>(first)])
      continue;
    int last = first;
    while (last + 1 < 7 && days[static_cast<std::size_t>(last) + 1])
      ++last;
    parts.push_back(first == last ? std::string(weekday_name(first))
                                  : fmt::format("{}-{}", weekday_name(first), weekday_name(last)));
    first = last;
  }
  return join(parts, "+");
}

} // namespace

bool is_open(const ChangeWindows& windows, Instant at) {
  const std::int64_t local = at.ms + offset_at(windows.zone, at).ms;
  const std::int64_t today = day_of(local);
  return std::any_of(windows.allow.begin(), windows.allow.end(), [&](const OpenHours& open) {
    return covers(open, today, local) || covers(open, today - 1, local);
  });
}

Instant next_opening(const ChangeWindows& windows, Instant at) {
  return next_with(windows, at, true);
}

Instant next_closing(const ChangeWindows& windows, Instant at) {
  return next_with(windows, at, false);
}

std::optional<Instant> next_departure(const Train& train, Instant at) {
  if (!train.weekday)
    return std::nullopt;
  const std::int64_t today = day_of(at.ms + offset_at(train.zone, at).ms);
  for (std::int64_t day = today - 1; day <= today + 8; ++day)
    if (weekday_of(day) == *train.weekday) {
      const Instant leaves =
          instant_of_local(train.zone, day * k_day_ms + train.minute * k_minute_ms);
      if (at <= leaves)
        return leaves;
    }
  return std::nullopt;
}

std::string format_windows(const ChangeWindows& windows) {
  std::vector<std::string> parts;
  for (const OpenHours& open : windows.allow)
    parts.push_back(fmt::format("{} {}-{}", days_text(open.days), format_minute(open.from),
                                format_minute(open.to)));
  return join(parts, ", ") + " " + windows.zone.name;
}

std::string format_departure(const Train& train) {
  if (!train.weekday)
    return {};
  return fmt::format("{} {} {}", weekday_name(*train.weekday), format_minute(train.minute),
                     train.zone.name);
}

} // namespace relctl::plan
