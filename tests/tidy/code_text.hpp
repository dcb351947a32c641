// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace relctl::tidy {

/// C++ text of the same length and the same lines, with comments and the insides of string and
/// character literals (raw ones included) turned into spaces.
[[nodiscard]] std::string code_text(std::string_view source);

/// The lines, from 1, that a raw string literal takes part in.
[[nodiscard]] std::set<std::size_t> raw_string_lines(std::string_view source);

/// The text with preprocessor directives, continuation lines included, turned into spaces.
[[nodiscard]] std::string without_directives(std::string code);

} // namespace relctl::tidy
