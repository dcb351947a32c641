// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl {

/// The number as fifteen significant digits say it, which any double holds: the digits behind them
/// are what adding up and dividing has left, 0.0010000000000000002.
[[nodiscard]] double decimal(double number);

} // namespace relctl
