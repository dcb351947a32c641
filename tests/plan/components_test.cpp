// SPDX-License-Identifier: Apache-2.0
#include "plan/components.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;

namespace {

std::vector<CompatibleRow>
rows_of(std::initializer_list<std::vector<std::pair<std::string, std::string>>> rows) {
  std::vector<CompatibleRow> made;
  for (const auto& row : rows) {
    auto& ranges = made.emplace_back().ranges;
    for (const auto& [id, range] : row)
      ranges.emplace_back(id, *parse_semver_range(range));
  }
  return made;
}

const std::vector<Component> k_components{{"core", TemplateText{"{{version}}", {}}, {}},
                                          {"orders", std::nullopt, {}}};

} // namespace

TEST_CASE("a component's version is the one given, else its text") {
  const auto versions =
      component_versions(k_components, {{"orders", "v1.4.0"}}, {{"version", "2.5.0"}});
  REQUIRE(versions);
  CHECK(*versions == ComponentVersions{{"core", "2.5.0"}, {"orders", "1.4.0"}});
  const auto other = component_versions(k_components, {{"core", "2.6.0"}}, {{"version", "2.5.0"}});
  CHECK(*other == ComponentVersions{{"core", "2.6.0"}});
}

TEST_CASE("an unknown component and a text that is no version are refused") {
  CHECK(component_versions(k_components, {{"order", "1.0.0"}}, {{"version", "1.0.0"}})
            .error()
            .message == "--component names an unknown component 'order'; did you mean 'orders'?");
  CHECK(component_versions(k_components, {{"orders", "new"}}, {{"version", "1.0.0"}})
            .error()
            .message.starts_with("component 'orders': version 'new'"));
}

TEST_CASE("versions go together when one row fits") {
  const auto rows = rows_of({{{"core", ">=2.3.0 <3.0.0"}, {"orders", ">=1.4.0 <2.0.0"}},
                             {{"core", "^3.0.0"}, {"orders", "^2.0.0"}}});
  CHECK_FALSE(incompatibility(rows, {{"core", "2.5.0"}, {"orders", "1.4.0"}}));
  CHECK_FALSE(incompatibility(rows, {{"core", "3.1.0"}, {"orders", "2.0.0"}}));
  CHECK_FALSE(incompatibility({}, {}));
}

TEST_CASE("versions that fit no row are told by the row that comes nearest") {
  const auto rows = rows_of({{{"core", "^3.0.0"}, {"orders", "^2.0.0"}},
                             {{"core", ">=2.3.0 <3.0.0"}, {"orders", ">=1.4.0 <2.0.0"}}});
  CHECK(incompatibility(rows, {{"core", "2.5.0"}, {"orders", "1.3.9"}}) ==
        "no row of the compatibility matrix fits; the nearest asks otherwise: orders 1.3.9 is not "
        ">=1.4.0 <2.0.0");
  CHECK(incompatibility(rows, {{"core", "2.5.0"}})->ends_with("orders has no version"));
}
