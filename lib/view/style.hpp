// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace relctl::view {

/// What a colour would say. It never says it alone: a mark or a word always says it too.
enum class Tone { plain, strong, dim, good, bad, warn };

/// How the reader sees the text.
struct Style {
  bool terminal = false; ///< Tables are aligned and cut to the width; otherwise tab-separated.
  bool colour = false;
  int width = 80; ///< Columns of the terminal.
};

/// The text in the tone's colour, or as it is without colour.
[[nodiscard]] std::string paint(const Style& style, Tone tone, std::string_view text);

/// The sign at the beginning of a row.
enum class Mark { good, bad, unknown, active, idle };

/// `✔`, `✖`, `?`, `◌`, `•`; each one column wide.
[[nodiscard]] std::string_view mark_text(Mark mark);
[[nodiscard]] Tone tone_of(Mark mark);

} // namespace relctl::view
