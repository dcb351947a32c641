// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl {

/// Columns the text takes on a terminal: CJK is two wide, combining marks none.
[[nodiscard]] int display_width(std::string_view utf8);

/// The text cut to at most `columns` on whole characters, with `…` where something was cut.
[[nodiscard]] std::string fit(std::string_view utf8, int columns);

/// The text followed by spaces up to `columns`; longer text stays whole.
[[nodiscard]] std::string pad(std::string_view utf8, int columns);

/// Byte offset of the first invalid UTF-8 sequence (overlong forms and surrogates included), if
/// any.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view bytes);

/// Text from outside made safe for a terminal and JSON: controls other than newline and tab become
/// `?`; invalid UTF-8, zero-width characters and controls of direction become U+FFFD.
[[nodiscard]] std::string printable(std::string_view bytes);

/// printable() on one line: runs of white space become one space.
[[nodiscard]] std::string one_line(std::string_view bytes, std::size_t max_bytes = 400);

/// The candidate nearest to `word` by edit distance, if it is near enough to be a likely typo.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// ASCII white space taken off both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// ASCII, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What a name in a limit or a query begins with: an ASCII letter or `_`.
[[nodiscard]] constexpr bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

} // namespace relctl
