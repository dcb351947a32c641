// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.hpp"
#include "plan/diagnostic.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace relctl::fuzz {

// What must hold of answers whatever the input was; each throws a Finding otherwise.

/// One line that a person can read: not empty, valid UTF-8, no control characters, not endless.
void must_be_one_clear_line(std::string_view text);

/// Each has a place inside `text`, one clear line and a remedy.
void must_be_clear(const std::vector<plan::Diagnostic>& diagnostics, std::string_view text);

/// A finite value or a cause, never both; every other number finite; texts on one clear line.
void must_be_sound(const std::vector<core::Reading>& readings);

/// What stands before the first line `%%` and what behind it (empty without one): inputs of two
/// parts stay files that people can read.
[[nodiscard]] std::pair<std::string_view, std::string_view> two_parts(std::string_view input);

/// The lines of a text, without their ends.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

} // namespace relctl::fuzz
