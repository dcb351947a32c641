// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace relctl {

/// What a number measures. `none` is a bare number (a score, a count).
enum class Dimension { none, ratio, time, bytes };

/// A scale of one dimension: `ms` is {time, 0.001, "ms"}. The canonical units are ratio 1, second,
/// byte.
struct Unit {
  Dimension dimension = Dimension::none;
  double scale = 1.0;
  std::string symbol; ///< As written in a plan: "ratio", "%", "s", "ms", "us", "B", "KiB", "MiB",
                      ///< "GiB", "kB", "MB", "GB"; empty for none.
  bool operator==(const Unit&) const = default;
};

/// A number in the canonical unit of its dimension: `1%` is {0.01, ratio}, `300ms` is {0.3, time}.
struct Quantity {
  double value = 0.0;
  Dimension dimension = Dimension::none;
  bool operator==(const Quantity&) const = default;
};

/// Reads a unit symbol; refuses an unknown one and names the known ones.
[[nodiscard]] Result<Unit> parse_unit(std::string_view symbol);

/// The number in its canonical unit, as exactly as if it had been written there: 99.9 `%` is the
/// double that 0.999 is, so that what a source counts as 0.999 is not below it.
[[nodiscard]] double canonical(double number, const Unit& unit);

/// Reads `1%`, `300ms`, `2 GiB`, `0.97`, `-4`; the number is finite decimal, without octal, hex,
/// leading zeros, `nan` or `inf`.
[[nodiscard]] Result<Quantity> parse_quantity(std::string_view text);

/// A finite decimal number as above, alone.
[[nodiscard]] Result<double> parse_number(std::string_view text);

/// The canonical `value` for a person: ratios as percent, times and bytes in a fitting unit, at
/// most four significant digits (a whole bare number, a count, keeps all of its own); `NaN` and
/// `Inf` are spelled out.
[[nodiscard]] std::string format_quantity(double value, Dimension dimension);

[[nodiscard]] std::string_view dimension_name(Dimension dimension);

} // namespace relctl
