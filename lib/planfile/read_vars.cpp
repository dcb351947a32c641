// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace relctl::planfile {

namespace {

constexpr std::array<std::pair<const char*, plan::VariableType>, 5> k_types = {{
    {"text", plan::VariableType::text},
    {"percent", plan::VariableType::percent},
    {"duration", plan::VariableType::duration},
    {"number", plan::VariableType::number},
    {"boolean", plan::VariableType::boolean},
}};

plan::VariableType read_type(const Field& field, Findings& findings) {
  std::vector<std::string> names;
  for (const auto& [name, type] : k_types)
    names.emplace_back(name);
  const auto text = read_choice(field, names, findings);
  for (const auto& [name, type] : k_types)
    if (text == name)
      return type;
  return plan::VariableType::text;
}

/// The default as text, once it is of the type.
std::optional<std::string> read_default(const Field& field, plan::VariableType type,
                                        Findings& findings) {
  bool sound = true;
  switch (type) {
  case plan::VariableType::percent:
    sound = read_share(field, findings).has_value();
    break;
  case plan::VariableType::duration:
    // No time at all is a value, too; elsewhere in a plan it is a slip.
    if (const auto text = read_text(field, findings)) {
      const auto mistake = plan::type_mistake(type, *text);
      if (mistake)
        report_error(field, "bad-duration", *mistake, findings);
      sound = !mistake;
    }
    break;
  case plan::VariableType::number:
    sound = read_number(field, findings).has_value();
    break;
  case plan::VariableType::boolean:
    sound = read_boolean(field, findings).has_value();
    break;
  case plan::VariableType::text:
    // A text may be empty, if the plan says so in quotes.
    if (field.node && field.node->quoted && field.node->text.empty())
      return std::string();
    break;
  }
  return sound ? read_text(field, findings) : std::nullopt;
}

} // namespace

void read_vars(const Field& field, Draft& draft) {
  auto& findings = draft.findings;
  for (const auto& item : named_items(field, "variable", findings)) {
    MapReader map(item.field, findings);
    plan::Variable variable;
    variable.id = item.id;
    variable.mark = item.id_mark;
    if (!is_name(item.id))
      findings.error(item.id_mark, "bad-name",
                     fmt::format("'{}' cannot be the name of a variable", item.id),
                     "use letters, digits and '_', and no digit first");
    const std::size_t before = findings.diagnostics().size();
    variable.type = read_type(map.required("type"), findings);
    // Without a sound type there is nothing to hold the default against.
    if (const Field value = map.optional("default"); findings.diagnostics().size() == before)
      variable.default_value = read_default(value, variable.type, findings);
    assign(variable.env, read_name(map.optional("env"), findings));
    assign(variable.title, read_text(map.optional("title"), findings));
    assign(variable.required, read_boolean(map.optional("required"), findings));
    map.finish();
    draft.plan.vars.push_back(std::move(variable));
  }
}

} // namespace relctl::planfile
