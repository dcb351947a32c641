// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/explain.hpp"

#include <string>
#include <string_view>

namespace relctl::view {

// The parts of explain_text about the numbers of a verdict; each is empty when it has nothing to
// say.

/// A paragraph, wrapped on a terminal.
[[nodiscard]] std::string prose(const Style& style, std::string_view text);
/// A title with an empty line before it.
[[nodiscard]] std::string title(const Style& style, std::string_view text);

/// Every threshold and series with value, limit, margin, baseline and volume.
[[nodiscard]] std::string findings_part(const ExplainSubject& subject,
                                        const core::VerdictReached& verdict, const Style& style);
/// The readings behind each of them.
[[nodiscard]] std::string readings_part(const ExplainSubject& subject,
                                        const core::VerdictReached& verdict, const Style& style);

} // namespace relctl::view
