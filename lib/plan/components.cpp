// SPDX-License-Identifier: Apache-2.0
#include "plan/components.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace relctl::plan {
namespace {

/// What a row objects to: `ef-core 3.0.0 is not >=2.3.0 <3.0.0`.
std::vector<std::string> objections(const CompatibleRow& row, const ComponentVersions& versions) {
  std::vector<std::string> found;
  for (const auto& [id, range] : row.ranges) {
    const auto version = versions.find(id);
    if (version == versions.end()) {
      found.push_back(id + " has no version");
      continue;
    }
    const auto parsed = parse_semver(version->second);
    if (!parsed || !fits(range, *parsed))
      found.push_back(id + " " + version->second + " is not " + range.text);
  }
  return found;
}

} // namespace

std::string component_variable(const std::string& id) {
  std::string name = "component_";
  for (const char c : id)
    name += c == '-' || c == '.' ? '_' : c;
  return name;
}

Result<ComponentVersions> component_versions(const std::vector<Component>& components,
                                             const ComponentVersions& given, const Values& values) {
  std::vector<std::string> known;
  ComponentVersions versions;
  for (const Component& component : components) {
    known.push_back(component.id);
    const auto own = given.find(component.id);
    if (own == given.end() && !component.version)
      continue;
    const std::string text =
        own == given.end() ? render(component.version->text, values) : own->second;
    const auto version = canonical_version(text);
    if (!version)
      return fail(ErrorKind::usage, "component '" + component.id + "': " + version.error().message);
    versions[component.id] = *version;
  }
  for (const auto& [id, version] : given) {
    if (std::find(known.begin(), known.end(), id) != known.end())
      continue;
    const auto near = nearest(id, known);
    return fail(ErrorKind::usage, "--component names an unknown component '" + one_line(id, 60) +
                                      "'; " +
                                      (near            ? "did you mean '" + *near + "'?"
                                       : known.empty() ? "the plan has no components"
                                                       : "the plan has " + join(known, ", ")));
  }
  return versions;
}

std::optional<std::string> incompatibility(const std::vector<CompatibleRow>& rows,
                                           const ComponentVersions& versions) {
  std::optional<std::vector<std::string>> nearest_row;
  for (const CompatibleRow& row : rows) {
    const auto found = objections(row, versions);
    if (found.empty())
      return std::nullopt;
    if (!nearest_row || found.size() < nearest_row->size())
      nearest_row = found;
  }
  if (!nearest_row)
    return std::nullopt;
  return "no row of the compatibility matrix fits; the nearest asks otherwise: " +
         join(*nearest_row, ", ");
}

} // namespace relctl::plan
