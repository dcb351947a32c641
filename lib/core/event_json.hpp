// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/event.hpp"

#include <string>
#include <string_view>

namespace relctl::core {

/// Canonical JSON: UTF-8, sorted keys, no white space, shortest numbers that read back exactly.
/// Instants and durations are integers of milliseconds, enumerations their names. A NaN or infinite
/// number is refused by a check: it must have become a cause before.
[[nodiscard]] std::string encode_event(const Event& event);

/// Reads what encode_event wrote; missing fields take their defaults and unknown ones are skipped,
/// so that newer logs stay readable. An unknown kind or a field of the wrong type is an error
/// naming both.
[[nodiscard]] Result<Event> decode_event(std::string_view kind, std::string_view body);

} // namespace relctl::core
