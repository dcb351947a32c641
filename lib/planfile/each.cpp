// SPDX-License-Identifier: Apache-2.0
#include "planfile/each.hpp"

#include "planfile/values.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

std::optional<plan::Each> read_each(const Field& field, Findings& findings) {
  const Node* map =
      field ? mapping_of(field, "one label with a list of values", findings) : nullptr;
  if (!map)
    return std::nullopt;
  if (map->entries.size() != 1) {
    findings.error(field.mark(), "bad-each",
                   fmt::format("{} names {} labels", field.name, map->entries.size()),
                   "name one label with a list of values: { endpoint: [a, b] }");
    return std::nullopt;
  }
  const Entry& entry = map->entries.front();
  const Field values{&entry.value, fmt::format("'{}' of {}", entry.key, field.name)};
  if (!is_name(entry.key))
    findings.error(entry.mark, "bad-name", fmt::format("'{}' is not a name", entry.key),
                   "use letters, digits and '_', and no digit first");
  plan::Each each{entry.key, read_texts(values, findings), entry.mark};
  if (entry.value.kind == Node::Kind::sequence && entry.value.items.empty())
    findings.error(entry.value.mark, "bad-each", values.name + " has no values", "list them");
  return each;
}

} // namespace relctl::planfile
