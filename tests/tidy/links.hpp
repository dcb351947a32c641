// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tidy/tree.hpp"

#include <set>

namespace relctl::tidy {

/// The anchors a Markdown text offers: its headings as GitHub spells them (lower case, spaces to
/// hyphens, punctuation dropped, repeats numbered from 1), and `<a id="…">`.
[[nodiscard]] std::set<std::string> anchors_of(std::string_view markdown);

/// Relative links of the Markdown files that lead to no file, folder or heading of the tree.
/// Addresses with a scheme are not followed.
[[nodiscard]] Findings broken_links(const std::vector<SourceFile>& tree);

} // namespace relctl::tidy
