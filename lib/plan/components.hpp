// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/semver_range.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relctl::plan {

/// A part of the release with a version of its own. Without a text, `start --component` says it.
struct Component {
  std::string id;
  std::optional<TemplateText> version;
  Mark mark;
};

/// One row of the compatibility matrix: versions of components that go together.
struct CompatibleRow {
  std::vector<std::pair<std::string, SemVerRange>> ranges;
  Mark mark;
};

/// Canonical versions by component.
using ComponentVersions = std::map<std::string, std::string>;

/// The template variable with the component's version: `component_ef_core` of `ef-core`.
[[nodiscard]] std::string component_variable(const std::string& id);

/// The version of each component: as given, else its text rendered with `values`, in canonical
/// form. Those that have neither are left out. Refuses a component that the plan does not have, and
/// a text that is no version.
[[nodiscard]] Result<ComponentVersions> component_versions(const std::vector<Component>& components,
                                                           const ComponentVersions& given,
                                                           const Values& values);

/// Why the versions do not go together: nothing when a row has all of its ranges fitted, or when
/// there is no row. Speaks of the row that comes nearest. A component without a version fits no
/// range.
[[nodiscard]] std::optional<std::string> incompatibility(const std::vector<CompatibleRow>& rows,
                                                         const ComponentVersions& versions);

} // namespace relctl::plan
