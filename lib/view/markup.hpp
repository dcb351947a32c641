// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace relctl::view {

// Text of any origin made harmless inside a marked-up document: it shows as it is and is never
// markup. Controls and invalid UTF-8 are replaced as base's printable() does.

/// For element content and for attributes in quotes.
[[nodiscard]] std::string html_text(std::string_view text);

/// For a paragraph, a list item or the cell of a table; a line end becomes `<br>`. GitHub-flavoured
/// Markdown, whose specification lists what a backslash may stand before.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// A fenced block that the text cannot end.
[[nodiscard]] std::string markdown_block(std::string_view text);

} // namespace relctl::view
