// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/zone.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace relctl::plan {

/// Clock times on weekdays, open from minute `from` of the local day up to and without minute `to`,
/// which lies on the next day when it is over 24:00.
struct OpenHours {
  std::array<bool, 7> days{}; ///< Monday first.
  int from = 0;
  int to = 0;
};

/// When phases may be entered. Local clock times: an hour that daylight saving skips opens nothing,
/// one that it repeats is open twice.
struct ChangeWindows {
  Zone zone;
  std::vector<OpenHours> allow;
  std::vector<std::string> approve; ///< Roles that together may open them outside these hours.
  Mark mark;
};

/// A release train: leaves at a fixed time of the week, or when those roles have approved, or both.
struct Train {
  std::string id;
  std::optional<int> weekday; ///< 0 is Monday; none leaves at any time.
  int minute = 0;             ///< Of the local day.
  Zone zone;
  std::vector<std::string> approve;
  Mark mark;
};

[[nodiscard]] bool is_open(const ChangeWindows& windows, Instant at);
/// The first instant not before `at` at which the windows are open; k_never when there is none
/// within a year.
[[nodiscard]] Instant next_opening(const ChangeWindows& windows, Instant at);
/// The first instant not before `at` at which they are closed; k_never likewise.
[[nodiscard]] Instant next_closing(const ChangeWindows& windows, Instant at);

/// The first departure not before `at`; none for a train without a time of the week.
[[nodiscard]] std::optional<Instant> next_departure(const Train& train, Instant at);

/// `Mon-Fri 18:00-22:00, Sat-Sun 10:00-18:00 Asia/Shanghai`
[[nodiscard]] std::string format_windows(const ChangeWindows& windows);
/// `Thu 16:00 Asia/Shanghai`; empty for a train without a time of the week.
[[nodiscard]] std::string format_departure(const Train& train);

} // namespace relctl::plan
