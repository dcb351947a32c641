// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "plan/diagnostic.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::plan {

/// Mustache text, without HTML escaping, and the place of its first character in the plan.
struct TemplateText {
  std::string text;
  Mark mark;
};

using Values = std::map<std::string, std::string>;

/// The variable names used, each once, in order of appearance. An unclosed or empty tag is an
/// error.
[[nodiscard]] Result<std::vector<std::string>> template_variables(const std::string& text);

/// The text with each `{{name}}` replaced once (values are never read as templates again). A name
/// that `values` lacks renders as `{{name}}`, so that it is seen; validate() refuses it long
/// before.
[[nodiscard]] std::string render(const std::string& text, const Values& values);

/// A variable that relctl itself provides to templates.
struct CatalogueEntry {
  const char* name = "";
  const char* meaning = "";
  bool may_be_hidden = false; ///< By a variable of the plan: plans had such names before relctl.
};

/// Every provided variable, sorted by name; documented in plans/README.md and printed by `notify
/// --help`.
[[nodiscard]] const std::vector<CatalogueEntry>& template_catalogue();

} // namespace relctl::plan
