// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl::reader {

/// The first number of a JSON text that a double does not hold.
[[nodiscard]] std::optional<std::string> number_beyond_double(std::string_view json);
/// The first number of a JSON text with more digits than every double keeps, which are 15.
[[nodiscard]] std::optional<std::string> number_of_many_digits(std::string_view json);

} // namespace relctl::reader
