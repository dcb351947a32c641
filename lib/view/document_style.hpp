// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace relctl::view {

/// The style sheet of document_html: light and dark by the reader's preference, and for paper.
[[nodiscard]] std::string_view document_css();

} // namespace relctl::view
