// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::reader {

/// One field of a row: a number in one form for each value, a text, or nothing (NULL).
struct Field {
  std::optional<std::string> text;
  bool is_number = false;
  bool operator==(const Field&) const = default;
};

/// 2^53: below it a double holds each integer, and so does what jq passes on.
inline constexpr double k_whole_max = 9007199254740992.0;

/// A decimal number as exact text, without loss and in one form for each value: 12.50 and 1.25e1
/// are 12.5. None for what is no such number.
[[nodiscard]] std::optional<std::string> exact_number(std::string_view text);

/// A number where exact_number() knows it, else (NaN, say) the text.
[[nodiscard]] Field number_field(const std::string& text);
/// Of bytes that are no UTF-8 or come as bytes: `\x` and hexadecimal digits.
[[nodiscard]] Field bytes_field(std::string_view bytes);

/// The rows of one side. Every row has a field for each column.
struct RowSet {
  std::vector<std::string> columns;
  std::vector<std::vector<Field>> rows;
  std::size_t bytes = 0; ///< Of memory, about.
};
inline constexpr std::size_t k_rows_max = 100'000;
inline constexpr std::size_t k_rows_bytes_max = std::size_t{64} << 20U;

/// Adds a row, within these bounds.
[[nodiscard]] Result<void> add_row(RowSet& set, std::vector<Field> row);

/// Rows from a JSON array of objects, or from objects one after the other (one a line, say). A
/// field that an object lacks is NULL; lists and objects inside are compared as JSON. Numbers are
/// kept as they were written; where they were doubles once (`are_doubles`: jq's are), one that is
/// too large for all of its digits to have been kept is refused.
[[nodiscard]] Result<RowSet> rows_of_json(const std::string& text, bool are_doubles);

} // namespace relctl::reader
