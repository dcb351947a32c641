// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace relctl::reader {

/// The next JSON value of a stream, in which a number that is not whole, or larger than 64 bits,
/// is a `binary` of the characters it was written with. None where there is no JSON.
[[nodiscard]] std::optional<nlohmann::json> read_exact_json(std::istream& stream);

/// How a number of read_exact_json() was written; empty for any other value.
[[nodiscard]] std::string written_number(const nlohmann::json& value);

/// A value of read_exact_json() as JSON, names in alphabetical order, numbers by their
/// exact_number().
[[nodiscard]] std::string exact_dump(const nlohmann::json& value);

/// The first number of a JSON text that a double does not hold.
[[nodiscard]] std::optional<std::string> number_beyond_double(std::string_view json);
/// The first number of a JSON text with more digits than every double keeps, which are 15.
[[nodiscard]] std::optional<std::string> number_of_many_digits(std::string_view json);

} // namespace relctl::reader
