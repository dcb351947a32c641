// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.hpp"

#include <cstdint>
#include <optional>

namespace relctl::host {

/// Milliseconds since boot, time asleep included: what waits and deadlines are measured by, since a
/// change of the wall clock does not touch it.
[[nodiscard]] std::int64_t boot_ms();

/// The boot_ms() at which the wall clock reads `until`, as it runs now; the present for the past.
[[nodiscard]] std::int64_t boot_ms_at(Instant until);

/// How the wall clock stands to that; none where the system does not tell its starts apart.
[[nodiscard]] std::optional<core::Clock> clock_now();

} // namespace relctl::host
