// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/backtest.hpp"
#include "sim/rehearsal.hpp"

namespace relctl::sim {

/// What a release that went through the past until `to` came to, as its log tells it.
[[nodiscard]] PastRelease past_release(const plan::Plan& plan, const Rehearsed& rehearsed,
                                       Instant started, Instant to);

} // namespace relctl::sim
