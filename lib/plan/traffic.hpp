// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/template_text.hpp"

#include <optional>
#include <string_view>

namespace relctl::plan {

/// Whether the text is free of templates, so that it can be judged before a release.
[[nodiscard]] bool is_literal(const TemplateText& text);

/// The share, 0 to 1, of a percentage from 0% to 100%, blanks around it or not; no value for
/// anything else.
[[nodiscard]] std::optional<double> parse_share(std::string_view text);

/// The share, 0 to 1, of a literal percentage; no value for a template and for anything else.
[[nodiscard]] std::optional<double> literal_share(const TemplateText& traffic);

} // namespace relctl::plan
