// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "view/style.hpp"

#include <string>

namespace relctl::view {

/// Titles over log_line; empty when tab-separated.
[[nodiscard]] std::string log_header(const Style& style);

/// One event on one line: time, position, actor, kind, what it says. Columns have fixed widths, so
/// that lines can be written as they come; a long actor is cut on a terminal, what it says never.
[[nodiscard]] std::string log_line(const core::Recorded& recorded, const Style& style);

/// Good and bad news, a hold, or nothing of the kind.
[[nodiscard]] Tone tone_of_event(const core::Event& event);

} // namespace relctl::view
