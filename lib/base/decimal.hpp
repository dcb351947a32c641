// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl {

/// The number as fifteen significant digits say it, which any double holds: the digits behind them
/// are what adding up and dividing has left, 0.0010000000000000002.
[[nodiscard]] double decimal(double number);

/// The sum, likewise, by the digits of the larger: 0.7 - 0.6 is 0.1 and not 0.09999999999999987.
[[nodiscard]] double decimal_sum(double one, double other);

} // namespace relctl
