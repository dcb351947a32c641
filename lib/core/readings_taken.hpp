// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_phase.hpp"
#include "core/window.hpp"

#include <cstddef>
#include <cstdint>

namespace relctl::core {

/// How many readings the event holds, those of its runs included.
[[nodiscard]] std::size_t count_readings(const ReadingsTaken& taken);

/// Puts all of them into the window. False when none was taken in.
bool add_readings(Window& window, const ReadingsTaken& taken, std::int64_t position);

/// Makes single readings of its runs.
void expand_runs(ReadingsTaken& taken);

} // namespace relctl::core
