// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl::metrics {

/// A sample's number as Prometheus writes it, in its JSON and in both text formats: a decimal with
/// an optional sign and exponent, or `NaN`, `Inf`, `+Inf`, `-Inf` in any case. Refuses everything
/// else: blanks, hex, digit groups, and decimals beyond the range of a double (`1e400`).
[[nodiscard]] std::optional<double> parse_sample_number(std::string_view text);

/// Takes a decimal of at most 15 digits, without a sign or an exponent, off the front of `text`;
/// nothing where it begins with none. What comes behind it is the caller's to look at.
[[nodiscard]] std::optional<double> take_short_decimal(std::string_view& text);

/// The shortest text that reads back as `number`; `NaN`, `+Inf`, `-Inf`.
[[nodiscard]] std::string format_sample_number(double number);

} // namespace relctl::metrics
