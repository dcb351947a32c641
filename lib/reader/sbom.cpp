// SPDX-License-Identifier: Apache-2.0
#include "reader/sbom.hpp"

#include "base/json_depth.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : std::string();
}

Result<std::size_t> count_named(const Json& document, const char* list, const std::string& format) {
  const auto components = document.find(list);
  if (components == document.end() || !components->is_array() || components->empty())
    return fail(ErrorKind::refused, fmt::format("{} names no {}", format, list));
  for (std::size_t i = 0; i < components->size(); ++i)
    if (const Json& component = components->at(i);
        !component.is_object() || trim(text_at(component, "name")).empty())
      return fail(ErrorKind::refused,
                  fmt::format("{}: number {} of its {} has no name", format, i + 1, list));
  return components->size();
}

} // namespace

Result<SbomFacts> read_sbom(const std::string& json) {
  if (const std::size_t depth = json_depth(json); depth > k_json_depth_max)
    return fail(ErrorKind::refused,
                fmt::format("it is nested {} levels deep, more than {}", depth, k_json_depth_max));
  const Json document = Json::parse(json, nullptr, false);
  if (!document.is_object())
    return fail(ErrorKind::refused, "it is no JSON object");
  const std::string spdx = text_at(document, "spdxVersion");
  SbomFacts facts;
  if (text_at(document, "bomFormat") == "CycloneDX")
    facts.format = "CycloneDX " + one_line(text_at(document, "specVersion"), 20);
  else if (spdx.starts_with("SPDX-"))
    facts.format = one_line(spdx, 20);
  else
    return fail(ErrorKind::refused, "it is neither CycloneDX nor SPDX");
  RELCTL_TRY_ASSIGN(facts.components,
                    count_named(document, spdx.empty() ? "components" : "packages", facts.format));
  return facts;
}

} // namespace relctl::reader
