// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/findings.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace relctl::planfile {

/// The YAML scanner takes a tenth to a fifth of a microsecond for each byte, whatever it is.
/// Several times the longest release document, and still read in a small part of 50 ms.
constexpr std::size_t k_max_plan_bytes = 64 * 1024;
/// An empty line costs the scanner as much as three bytes of text.
constexpr std::size_t k_max_lines = 10'000;
/// The YAML scanner keeps the tokens of a whole line in memory; this bounds them.
constexpr std::size_t k_max_line_bytes = 16 * 1024;
/// Brackets, braces and commas. Behind a bracket that never closes the scanner keeps the tokens of
/// the whole rest in memory before it gives away the first; no plan of 5000 values has so many.
constexpr std::size_t k_max_signs = 10'000;

/// Turns byte offsets of a text into places. Columns count characters (code points), not bytes.
/// An answer costs the same wherever it lies: hostile texts put thousands of values on one line.
class Places {
public:
  explicit Places(std::string_view text);
  [[nodiscard]] plan::Mark at(std::size_t offset) const;

private:
  std::vector<std::size_t> m_line_starts;
  std::vector<int> m_characters_before; ///< One for each offset, the end included.
};

/// Before anything else is done with the text.
[[nodiscard]] bool check_size(std::string_view text, Findings& findings);

/// Looks at the bytes before any YAML reader does: byte order marks, UTF-8, control and
/// bidirectional control characters, lines and their length, number of brackets, `%` directives,
/// emptiness. True when sound.
[[nodiscard]] bool check_bytes(std::string_view text, const Places& places, Findings& findings);

/// Offset of the first character that has no place in a plan: a C0 control other than newline and
/// tab (a carriage return counts unless a newline follows), DEL, C1, a byte order mark, a
/// bidirectional control. npos when there is none. The text is valid UTF-8.
[[nodiscard]] std::size_t find_unwanted_character(std::string_view text);

} // namespace relctl::planfile
