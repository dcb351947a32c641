// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace relctl::cli {

/// A file that is part of the program.
struct EmbeddedText {
  std::string_view name; ///< Without its folder and ending.
  std::string_view text;
};

/// The plans of plans/templates, by name.
[[nodiscard]] std::span<const EmbeddedText> plan_templates();

/// plans/plan.schema.json
[[nodiscard]] std::string_view plan_schema();

} // namespace relctl::cli
