// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event.hpp"

#include <string>
#include <string_view>

namespace relctl::core {

/// An event as one line of JSON, to be read by people's tools and taken in again by `audit adopt`:
/// `{"schema":"relctl.event/1","release":…,"position":…,"version":…,"track":…,"at":…,"actor":…,
/// "kind":…,"body":{…}}`. `at` is RFC 3339, `body` what encode_event gives. What no log took has
/// `"after":"POSITION:HASH"` besides, the head of the log at that time.
struct EventLine {
  std::string release; ///< Empty for events of the ledger.
  Recorded recorded;
  std::string after; ///< Empty where the event is in a log, or no log could be read.
};

/// Without a line end.
[[nodiscard]] std::string encode_event_line(const std::string& release, const Recorded& recorded,
                                            const std::string& after = {});

/// Reads what encode_event_line wrote; unknown fields are skipped. Refuses what is not such a line,
/// an unknown kind and a body that does not decode. Position and version are those of the log that
/// the line was written from.
[[nodiscard]] Result<EventLine> decode_event_line(std::string_view line);

} // namespace relctl::core
