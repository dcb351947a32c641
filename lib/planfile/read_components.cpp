// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"
#include "planfile/sections.hpp"
#include "planfile/values.hpp"

namespace relctl::planfile {

namespace {

/// A text is the version, braces leave it to `start --component`.
plan::Component read_component(const NamedField& item, Findings& findings) {
  plan::Component component{item.id, std::nullopt, item.id_mark};
  if (item.field.node->kind == Node::Kind::mapping)
    MapReader(item.field, findings).finish();
  else
    component.version = read_template(item.field, findings);
  return component;
}

plan::CompatibleRow read_row(const Field& field, Findings& findings) {
  plan::CompatibleRow row;
  row.mark = field.mark();
  for (const auto& item : named_items(field, "component", findings)) {
    const auto text = read_text(item.field, findings);
    if (!text)
      continue;
    if (auto range = parse_semver_range(*text))
      row.ranges.emplace_back(item.id, *std::move(range));
    else
      report_error(item.field, "bad-range", range.error().message, findings);
  }
  return row;
}

} // namespace

void read_components(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "component", draft.findings))
    draft.plan.components.push_back(read_component(item, draft.findings));
}

void read_compatible(const Field& field, Draft& draft) {
  for (const auto& item : list_items(field, "a list of rows", draft.findings))
    draft.plan.compatible.push_back(read_row(item, draft.findings));
}

} // namespace relctl::planfile
